import type { CloudEvent, SimulatedDropbox } from '../cloud/simulated-dropbox.ts'
import { home, type WorldBox } from './box.ts'
import type { Oracle } from './oracle.ts'

/**
 * Contents that nobody replaced or deleted and that neither Dropbox nor a box shows any more, a sentence each. In revisions and in a trash they are
 * not lost, but gone from people's eyes.
 */
export function notLive(boxes: readonly WorldBox[], dropbox: SimulatedDropbox, oracle: Oracle): string[] {
  const live = new Set(
    dropbox
      .tree()
      .flatMap(({ content }) => (content === undefined ? [] : [new TextDecoder().decode(content)])),
  )
  for (const { disk } of boxes)
    for (const [name, text] of Object.entries(disk.hands.tree(home)))
      if (!name.includes('.dropbox.cache/')) live.add(text)
  return oracle.lost(live).map((content) => `not live: ${content}`)
}

/**
 * Whether a folder may have been deleted in Dropbox with something in it that the agent had not seen: Dropbox offers no condition for that, so that
 * what arrives after the last look, or before a call that is delivered twice, goes too.
 */
export function mayTakeMore(event: CloudEvent): boolean {
  return (
    'request' in event &&
    event.request === 'delete-folder' &&
    (event.changes > 1 || event.delivery !== 'first')
  )
}
