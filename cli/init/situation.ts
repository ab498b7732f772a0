import type { Configuration } from '../../runtime/box/configuration.ts'
import type { BoxPaths } from '../../runtime/box/paths.ts'
import type { RootOnBox } from '../../runtime/box/remote-root/root-on-box.ts'
import type { Files } from '../../runtime/ports/files.ts'
import type { Terminal } from '../terminal/terminal.ts'
import type { Wishes } from './options.ts'

/** What dropbox_init works with. */
export type Situation = {
  readonly terminal: Terminal
  readonly paths: BoxPaths
  readonly environment: NodeJS.ProcessEnv
  /** the same for connections: with the variables that name the proxies which are used */
  readonly connecting: NodeJS.ProcessEnv
  /** absolute */
  readonly currentFolder: string
  readonly wishes: Wishes
  readonly configuration: Configuration
  /** the folder of Dropbox that the wishes or the settings name */
  readonly root: RootOnBox
  readonly files: Files
  /** aborted when the person presses Ctrl-C, or the program is told to end; its reason is an Interrupted */
  readonly signal: AbortSignal
  /** whether a person is there and did not say --yes */
  readonly asking: boolean
}
