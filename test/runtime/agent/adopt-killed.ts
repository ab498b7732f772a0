import { adopt } from '../../../runtime/agent/adopt.ts'
import { boxPaths } from '../../../runtime/box/paths.ts'
import { nodeFiles } from '../../../runtime/local/node-files.ts'
import { hookedFiles } from '../local/hooked-files.ts'

// A program that adopts, and is killed right before its first call of this name on the disk once it has made the link, or before it makes it.
const [folder = '', name = '', target = '', moment] = process.argv.slice(2)
let isLinked = false
await adopt(boxPaths(process.env), {
  files: hookedFiles(nodeFiles(), (call) => {
    if (isLinked || (call.name === 'symlink' && moment === 'before the link'))
      process.kill(process.pid, 'SIGKILL')
    isLinked = call.name === 'symlink'
  }),
  ...{ request: { folder, name, target }, boxName: 'box', start: {} },
  notStarted: (error) => {
    throw error
  },
  moved: () => undefined,
})
