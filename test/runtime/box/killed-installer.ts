import { installPart } from '../../../runtime/box/install.ts'
import { boxPaths } from '../../../runtime/box/paths.ts'
import { removeOtherVersions } from '../../../runtime/box/uninstall.ts'

/** Installs, and kills itself at the given step; a program of its own, because nothing may run after a kill. */
const [home = '', distribution = '', node = '', step = ''] = process.argv.slice(2)
let steps = 0
const paths = boxPaths({ HOME: home })
const { version } = await installPart({
  paths,
  distribution,
  node,
  onStep: () => {
    if (steps === Number(step)) process.kill(process.pid, 'SIGKILL')
    steps += 1
  },
})
await removeOtherVersions(paths, version)
