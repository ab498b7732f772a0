import { size } from '../../terminal/text.ts'
import { filesBelow, sameFiles } from '../files.ts'
import { announce, type Scene, tell } from '../stage.ts'
import { untilSynced } from '../wait.ts'

/** Waits until the whole workspace is in Dropbox. */
export const upload: Scene = async (stage) => {
  const { box, other } = stage
  const files = filesBelow(box.workspace)
  const bytes = [...files.values()].reduce((sum, one) => sum + one, 0)
  announce(stage, `The workspace goes up: ${files.size} files, ${size(bytes)}`)
  const duration = await untilSynced(stage, async () =>
    sameFiles('/myproject', files, await other.list('/myproject')),
  )
  tell(stage, `Up to date: Dropbox holds the same ${files.size} files`, duration)
}
