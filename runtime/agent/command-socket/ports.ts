import type { Bandwidth } from '../../box/configuration.ts'
import type { ProxyChoice } from '../../cloud/proxy/choice.ts'
import type { ServedControl } from '../socket/serve.ts'

/** What the commands of Dropbox's own programs need of the agent. */
export interface CommandPorts {
  readonly control: Pick<
    ServedControl,
    'report' | 'selection' | 'select' | 'remote' | 'fileStatuses' | 'throttle' | 'proxy' | 'stop'
  >
  /** Each keeps for the next start, too, what was set. */
  keepBandwidth(bandwidth: Bandwidth): Promise<void>
  keepProxy(choice: ProxyChoice): Promise<void>
  /** Whether something is at an absolute path of the box. */
  exists(path: string): Promise<boolean>
}

/** Why a command is not done, in one sentence. */
export class CommandRefused extends Error {
  override readonly name = 'CommandRefused'
}
