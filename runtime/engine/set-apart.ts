import { type DisplayPath, joinPath, keyOf, type PathKey, parentOf } from '../core/path.ts'
import { createRegion, type Region } from '../core/plan/region.ts'
import type { LocalEntry } from '../core/tree.ts'
import type { Store } from '../ports/store.ts'
import { storedList } from './observe/stored-list.ts'

/** What was made on the box at a place that selective sync keeps away, and has another name since. Both as people spell them. */
export interface SetApart {
  readonly path: DisplayPath
  readonly now: DisplayPath
}

/** Knows what was made on the box where selective sync keeps something away, as against what an exclusion has left there. */
export interface Arrivals {
  /** To be told of each entry that a look finds where the Local tree had none, before it is written there, in the same transaction. */
  found(path: PathKey, entry: LocalEntry): void
  /** The same of each entry that a look finds where the Local tree had another one: a program that saves by renaming goes on with what it made. */
  exchanged(path: PathKey, before: LocalEntry, now: LocalEntry): void
  /** It waits to be set apart: that it was made there is to be known in the next life of the agent, too. */
  awaited(path: PathKey): void
  /** Forgets what was made at places that are kept away no more: once they are excluded again, it is what an exclusion has left. */
  forgetWanted(): void
  /** Whether what stands at a path was made there while the place was kept away. */
  arrived(path: PathKey, local: LocalEntry | undefined): boolean
  /** It has another name now. To be called in the transaction that records it. */
  setApart(from: PathKey, apart: SetApart): void
}

interface Arrival {
  readonly path: PathKey
  readonly inode: number
}

const arrivalsName = 'arrivals'
const setApartName = 'set-apart'
/** So many things from one place are set apart; a program that makes one after the other is told to a person instead. */
const mostOfOnePlace = 10
/** Of these so many are remembered, in this life. */
const mostFresh = 10_000
/** Older ones are told no more. */
const mostTold = 100

/** `isKnown`: whether what is in the root of a path was looked at before, so that what is new to the Local tree is new on the box. */
export function createArrivals(store: Store, isKnown: (path: PathKey) => boolean): Arrivals {
  const arrivals = storedList<Arrival>(store, arrivalsName)
  const told = storedList<SetApart>(store, setApartName)
  /** What is new where nobody has chosen anything: usually it is taken in at once, unless Dropbox turns out to have got something there as well. */
  const fresh = new Map<PathKey, number>()

  /** Whether it is the place itself that is kept away, and neither the folder above it nor everything that nobody spoke of. */
  const isKeptAway = (path: PathKey): boolean => {
    if (store.get(path).remote !== undefined) return true
    return store.selection().some((rule) => rule.path === path && !rule.include)
  }

  const keep = (path: PathKey, inode: number): void => {
    const others = arrivals.current().filter((arrival) => {
      if (arrival.path === path) return false
      const { local } = store.get(arrival.path)
      return local?.inode === arrival.inode && !store.wanted(arrival.path)
    })
    arrivals.put([...others, { path, inode }])
  }

  return {
    found(path, { inode }) {
      if (store.wanted(path) || !store.wanted(parentOf(path)) || !isKnown(path)) return
      if (isKeptAway(path)) return keep(path, inode)
      if (fresh.size >= mostFresh) fresh.clear()
      fresh.set(path, inode)
    },
    exchanged(path, before, { inode }) {
      if (store.wanted(path)) return
      if (fresh.get(path) === before.inode) fresh.set(path, inode)
      const isArrival = (arrival: Arrival): boolean => arrival.path === path && arrival.inode === before.inode
      if (arrivals.current().some(isArrival)) keep(path, inode)
    },
    awaited(path) {
      const inode = fresh.get(path)
      if (inode === undefined) return
      keep(path, inode)
      fresh.delete(path)
    },
    forgetWanted() {
      const left = arrivals.current().filter(({ path }) => !store.wanted(path))
      if (left.length < arrivals.known().length) arrivals.put(left)
      for (const path of fresh.keys()) if (store.wanted(path)) fresh.delete(path)
    },
    arrived(path, local) {
      const isKnownSo = arrivals
        .known()
        .some((arrival) => arrival.path === path && arrival.inode === local?.inode)
      if (!isKnownSo && (local === undefined || fresh.get(path) !== local.inode)) return false
      return !isExhausted(standing(store, told.current()), path)
    },
    setApart(from, apart) {
      fresh.delete(from)
      arrivals.put(arrivals.current().filter(({ path }) => path !== from))
      told.put([...standing(store, told.current()), apart].slice(-mostTold))
    },
  }
}

/** What was made on the box where selective sync keeps something away, stands there still, and is to be set apart. */
export function arrivedIn(store: Store): Region {
  const region = createRegion()
  const told = setApartIn(store)
  for (const { path, inode } of storedList<Arrival>(store, arrivalsName).current())
    if (store.get(path).local?.inode === inode && !store.wanted(path) && !isExhausted(told, path))
      region.add(path)
  return region
}

/** Whether so much from one place was set apart that no more is. */
function isExhausted(told: readonly SetApart[], path: PathKey): boolean {
  return told.filter((apart) => keyOf(apart.path) === path).length >= mostOfOnePlace
}

/** What was set apart, still has the name that it was given, and whose place is still kept away: what a person is to know. */
export function setApartIn(store: Store): readonly SetApart[] {
  return standing(store, storedList<SetApart>(store, setApartName).current())
}

function standing(store: Store, all: readonly SetApart[]): readonly SetApart[] {
  return all.filter(
    ({ path, now }) => store.get(keyOf(now)).local !== undefined && !store.wanted(keyOf(path)),
  )
}

/** Where something is that was set apart under a new name, as people spell it. */
export function besideIn(display: DisplayPath, name: string): DisplayPath {
  return joinPath(parentOf(display), name.normalize('NFC'))
}
