import { appendFile, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { filesBelow, sameFiles } from '../files.ts'
import { announce, prompt, type Scene, tell } from '../stage.ts'
import { untilSynced } from '../wait.ts'

/** Edits one file on both sides while the agent is stopped: both versions must survive. */
export const conflict: Scene = async (stage) => {
  const { terminal, box, other } = stage
  announce(stage, 'Both sides edit one file while Dropbox is stopped on the box')
  prompt(stage, 'parts stop dropbox')
  await terminal.spin('Stopping', () => box.run('parts', ['stop', 'dropbox']))
  await appendFile(join(box.workspace, 'idea.md'), 'And more of it, on the box.\n')
  await other.write('/myproject/idea.md', 'Another idea, from the other computer.\n')
  prompt(stage, 'parts start dropbox')
  await terminal.spin('Starting', () => box.run('parts', ['start', 'dropbox']))

  const copy = () => [...filesBelow(box.workspace).keys()].find((path) => path.includes('conflicted copy'))
  const duration = await untilSynced(
    stage,
    async () =>
      copy() !== undefined &&
      sameFiles('/myproject', filesBelow(box.workspace), await other.list('/myproject')),
  )
  const name = copy() ?? ''
  tell(stage, `idea.md: ${(await readFile(join(box.workspace, 'idea.md'), 'utf8')).trim()}`)
  tell(stage, `${name}: ${(await other.read(`/myproject/${name}`)).trim().replaceAll('\n', ' ')}`)
  tell(stage, 'Up to date: nothing that anybody wrote is lost', duration)
}
