import { announce, prompt, type Scene, tell } from '../stage.ts'

/** Installs the part into the home of the box. */
export const install: Scene = async (stage) => {
  const { terminal, box } = stage
  announce(stage, 'A box without Dropbox gets it, without root')
  prompt(stage, 'parts install dropbox')
  const started = performance.now()
  await terminal.spin('Installing', () => box.run('parts', ['install', 'dropbox']))
  tell(stage, 'installed below ~/.parts, with a Node.js of its own', performance.now() - started)
}
