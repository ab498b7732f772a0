import type { Bandwidth } from '../../box/configuration.ts'
import type { GivenLink } from '../../cloud/links/create-link.ts'
import type { LinkResult } from '../../cloud/links/link-refusal.ts'
import type { ProxyChoice } from '../../cloud/proxy/choice.ts'
import type { DisplayPath } from '../../core/path.ts'
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
  /** Gives a link by which others see what is at a place in Dropbox. */
  shareLink(place: DisplayPath): Promise<LinkResult<GivenLink>>
  /** Whether something is at an absolute path of the box. */
  exists(path: string): Promise<boolean>
}

/** Why a command is not done, in one sentence. */
export class CommandRefused extends Error {
  override readonly name = 'CommandRefused'
}
