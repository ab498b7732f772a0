import type { Bandwidth } from '../../box/configuration.ts'
import type { GivenLink } from '../../cloud/links/create-link.ts'
import type { LinkResult } from '../../cloud/links/link-refusal.ts'
import type { ProxyChoice } from '../../cloud/proxy/choice.ts'
import type { DisplayPath } from '../../core/path.ts'
import { placeReached } from '../place.ts'
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
  /** Whether something is at an absolute path of the box; throws DiskError. */
  exists(path: string): Promise<boolean>
  /** An absolute path without symlinks; throws DiskError. */
  realpath(path: string): string
}

/** The place in Dropbox of an absolute path of the box, by whatever way it is named. Throws CommandRefused, for the whole of Dropbox not. */
export async function placeNamed(
  path: string,
  { control, realpath }: Pick<CommandPorts, 'control' | 'realpath'>,
): Promise<DisplayPath> {
  const { folder, mappings } = await control.report()
  const place = placeReached(path, { folder, realFolder: folder, mappings }, realpath)
  if (place !== undefined) return place
  throw new CommandRefused(`${path} is not in your Dropbox folder (${folder}).`)
}

/** Why a command is not done, in one sentence. */
export class CommandRefused extends Error {
  override readonly name = 'CommandRefused'
}
