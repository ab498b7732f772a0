import type { SelectionRule } from '../../../runtime/core/selection.ts'
import { memoryStore, type StoreSnapshot } from '../../runtime/store/memory-store.ts'
import type { Frozen, FrozenBox } from '../aftermath/stage.ts'
import type { PowerLossSettings, SimulatedDisk, VolumeSettings } from '../disk/disk.ts'

export type Journal = VolumeSettings['journal']

/** A way in which the first box goes down, by name. */
export interface Way {
  readonly name: string
  /** The power goes, and this is left of what was not lasting. */
  readonly power?: PowerLossSettings
  /** What becomes of the index: it survives, is gone, or is as it was at an earlier commit. */
  readonly index?: 'lost' | 'rolled-back'
}

export const ways: readonly Way[] = [
  { name: 'kill' },
  { name: 'power, no change left', power: { changes: 'none', contents: 'zeros' } },
  { name: 'power, every change left', power: { changes: 'all', contents: 'torn' } },
  { name: 'power, some changes left', power: {} },
  { name: 'power, one change left', power: { changes: 1, contents: 'empty' } },
  { name: 'power, two changes left', power: { changes: 2, contents: 'prefix' } },
  { name: 'index lost', index: 'lost' },
  { name: 'index rolled back', index: 'rolled-back' },
]

/** What is left when the first box has gone down. `earlier` is an index of some moment before. */
export function goDown(
  frozen: Frozen,
  way: Way,
  earlier: StoreSnapshot,
  random: () => number,
): { readonly frozen: Frozen; readonly undone: readonly string[] } {
  const [first, ...others] = frozen.boxes
  if (first === undefined) throw new TypeError('there is no box to go down')
  const disk = first.disk.fork({ clock: () => frozen.now, random })
  const undone = way.power === undefined ? [] : disk.losePower(way.power).undone
  const left: FrozenBox = { disk, store: indexLeft(first.store, way, earlier) }
  return { frozen: { ...frozen, boxes: [left, ...others] }, undone }
}

function indexLeft(store: StoreSnapshot, { index }: Way, earlier: StoreSnapshot): StoreSnapshot {
  if (index === undefined) return store
  return index === 'rolled-back' ? earlier : emptyIndex(store.rest.rules)
}

/** The index of a box that was linked anew, with the choices that its person had made. */
function emptyIndex(rules: readonly SelectionRule[]): StoreSnapshot {
  const store = memoryStore()
  store.setSelection(rules)
  return store.snapshot()
}

/** How a person formats a disk: with which kind of journal. */
export function format(disk: SimulatedDisk, journal: Journal): void {
  disk.configure('/', { journal })
}
