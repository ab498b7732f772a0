import { linkBox } from '../link-box.ts'
import { announce, prompt, quote, type Scene, tell } from '../stage.ts'

const words = ['--yes', '--map', 'workspace=myproject', '--start', '--autostart']

/** Links the box, maps the workspace, and starts the agent. */
export const link: Scene = async (stage) => {
  const { terminal, box } = stage
  announce(stage, 'It is linked: one address to visit, one code to paste')
  prompt(stage, `dropbox_init ${words.join(' ')}`)
  const started = performance.now()
  quote(stage, await terminal.spin('Linking', () => linkBox(box, words)))
  tell(stage, '~/Dropbox/myproject -> ~/workspace', performance.now() - started)
}
