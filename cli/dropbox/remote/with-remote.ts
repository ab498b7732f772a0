import type { RemoteAccess } from '../../../runtime/cloud/remote-access.ts'
import { type Locations, locationsOf } from '../typed/location.ts'
import type { Surroundings } from '../verb.ts'

/** What a verb has that speaks to Dropbox by itself, without the agent. */
export interface Remote {
  readonly access: RemoteAccess
  readonly locations: Locations
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal
}

/**
 * Lets a verb work in the Dropbox that this computer is linked to, whether an agent runs or not. All that speaks to Dropbox is loaded only then: help,
 * which loads every verb, is to appear at once. Throws what `work` throws, AgentError `not-linked`, and Interrupted after Ctrl-C.
 */
export async function withRemote<Value>(
  { terminal, paths, environment, currentFolder }: Surroundings,
  work: (remote: Remote) => Promise<Value>,
): Promise<Value> {
  const [{ openRemote }, { placesOnDisk }] = await Promise.all([
    import('../../../runtime/remote/open-remote.ts'),
    import('../../../runtime/remote/places.ts'),
  ])
  const signal = terminal.interruptible()
  try {
    await using access = await openRemote(paths, environment, signal)
    const locations = await locationsOf(await placesOnDisk(paths), currentFolder)
    return await work({ access, locations, signal })
  } catch (error) {
    // Whatever a call that was broken off says, it is the person who ended it.
    signal.throwIfAborted()
    throw error
  }
}
