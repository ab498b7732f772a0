import type { SimulatedDropbox } from '../../cloud/simulated-dropbox.ts'
import { folder, type WorldBox } from '../box.ts'
import type { BoxParts, SmallWorld } from '../small-world.ts'

/** One of several containers on one kernel. `homeLock` is what it knows of the home's lock. */
export function inContainer(number: number, homeLock?: string): BoxParts {
  return { container: { boot: 'one kernel', namespace: `pid:[${number}]` }, settings: { homeLock } }
}

/** Machines with one home on a network disk, in which the first syncs and the other waits for its turn. */
export async function networkHome({
  box,
  until,
}: SmallWorld): Promise<{ readonly one: WorldBox; readonly other: WorldBox }> {
  const one = box('one')
  one.disk.configure('/', { shared: true })
  one.start()
  await until(one, 'up-to-date')
  const other = box('two', { from: one })
  other.start()
  await until(other, 'halted')
  return { one, other }
}

/** Every text in Dropbox, sorted. */
export function textsIn(dropbox: SimulatedDropbox): string[] {
  return dropbox
    .tree()
    .flatMap(({ content }) => (content === undefined ? [] : [new TextDecoder().decode(content)]))
    .sort()
}

/** Somebody who is no agent of ours takes the lease of a box's home by force; `thief` is what more the lease says of him. */
export function stealLease({ disk: { hands } }: WorldBox, thief: object): void {
  const lease = `${folder}/.dropbox.cache/lease.json`
  const stolen = { ...JSON.parse(hands.text(lease)), token: 'f'.repeat(32), host: 'thief', ...thief }
  hands.remove(lease)
  hands.write(lease, JSON.stringify(stolen))
}
