import { autostart } from './autostart.ts'
import type { Command } from './command.ts'
import { env } from './env.ts'
import { helpOn } from './help.ts'
import { info } from './info.ts'
import { init } from './init.ts'
import { install } from './install.ts'
import { list } from './list.ts'
import { purge } from './purge.ts'
import { restart } from './restart.ts'
import { search } from './search.ts'
import { start } from './start.ts'
import { status } from './status.ts'
import { stop } from './stop.ts'
import { uninstall } from './uninstall.ts'
import { update } from './update.ts'
import { upgrade } from './upgrade.ts'

const verbs: readonly Command[] = [
  install,
  uninstall,
  upgrade,
  purge,
  list,
  search,
  start,
  stop,
  restart,
  status,
  update,
  info,
  env,
  init,
  autostart,
]

/** What `parts` does without a verb. */
export const help = helpOn(verbs)

/** The verbs of `parts` by name. */
export const commands: ReadonlyMap<string, Command> = new Map(
  [help, ...verbs].map((command) => [command.name, command]),
)
