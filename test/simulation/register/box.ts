import type { Observation, Value } from './observation.ts'

/** One box as the model has it. Of Dropbox's versions nothing is asked but whether one is the latest, which is what `latest` says everywhere. */
export interface Box {
  readonly local: Value
  /** Nothing was changed here that Dropbox was not told of, as far as the agent knows. */
  readonly clean: boolean
  /** Of an edit: it has a time no later than that of what was there. */
  readonly backdated: boolean
  /** Calls on its disk may fail: what is set aside to be replaced may have nothing in its place for a while. */
  readonly troubled: boolean
  /** What was set aside on such a disk and has nothing in its place: it may come back, and an edit does. */
  readonly aside: { readonly local: Value; readonly clean: boolean } | undefined
  /** Whether what the box has, or has edited, is Dropbox's latest version, and whether there is no file in it. */
  readonly latest: boolean
  readonly bare: boolean
  /** A later version that the agent has learnt of, which may be replaced again by the time that it is here. */
  readonly known: { readonly value: Value; readonly latest: boolean } | undefined
  /**
   * What it has sent upon Dropbox's latest version, or as a new file, and has no answer to. Upon any other version it would be refused, as if it had
   * never been sent; to a new file Dropbox sets no condition but that there is none.
   */
  readonly sent: { readonly value: Value; readonly asNew: boolean } | undefined
  /** What it has sent as new files, sorted: to these Dropbox sets no condition but that there is none, whenever they come. */
  readonly added: readonly string[]
  /** What the agent's last change here replaced, or a person's deletion that Dropbox was not told of: a power cut may bring it back. */
  readonly older: { readonly local: Value; readonly clean: boolean } | undefined
  /** The conflict copies that were made here, sorted. */
  readonly conflicts: readonly string[]
}

/** What is known of the observations that are still to come. */
export interface Ahead {
  /** The conflict copies that are left in the end, if the end is seen: no other one is ever made. Undefined: nobody asks for any. */
  readonly left: ReadonlySet<string> | undefined
  /** Boxes that lose their power: of all others nobody asks what a power cut could bring back. */
  readonly fragile: ReadonlySet<number>
  /** Boxes of which uploads come late: of all others nobody asks what they have added. */
  readonly haunted: ReadonlySet<number>
}

/** A box as it is at first, the file not being there. */
export const freshBox: Box = {
  ...{
    local: undefined,
    clean: true,
    backdated: false,
    troubled: false,
    aside: undefined,
    latest: true,
    bare: true,
    conflicts: [],
  },
  ...{ known: undefined, sent: undefined, added: [], older: undefined },
}

/** What a box may be after a step that nobody sees and that Dropbox does not notice, `remote` being what Dropbox holds. */
export function hiddenSteps(box: Box, remote: Value, left: Ahead['left']): Box[] {
  const { local, clean, latest, bare, known, sent, aside } = box
  const steps: Box[] = []
  const to = (changed: Partial<Box>): void => void steps.push({ ...box, ...changed })
  if (sent !== undefined) to({ sent: undefined })
  if (!latest && !known?.latest) to({ known: { value: remote, latest: true } })
  if (known === undefined) {
    if (!clean && sent === undefined) {
      const asNew = bare && local !== undefined
      const added = asNew ? sorted(box.added, local) : box.added
      to({ sent: latest || asNew ? { value: local, asNew } : undefined, added, older: undefined })
    }
    return steps
  }
  // What comes from Dropbox waits until what goes there has arrived or is given up.
  if (sent?.asNew) return steps
  const met = { latest: known.latest, bare: known.value === undefined, known: undefined }
  if (aside !== undefined) {
    to({ ...aside, aside: undefined })
    if (!aside.clean) return steps
  }
  if (box.troubled && local !== undefined && local !== known.value)
    to({ local: undefined, clean: true, aside: { local, clean } })
  if (local === known.value) to({ ...met, clean: true, aside: undefined })
  else if (clean) to({ ...met, local: known.value, older: { local, clean: true }, aside: undefined })
  // An edit wins over a deletion; of two edits Dropbox's keeps the name.
  else if (local === undefined) to({ clean: true })
  else if (known.value === undefined) to(met)
  else if (left === undefined || left.has(local)) {
    const conflicts = left === undefined ? [] : sorted(box.conflicts, local)
    to({ local: undefined, clean: true, older: { local, clean: true }, conflicts })
  }
  return steps
}

/** Whether what a box has sent may arrive, `remote` being what Dropbox holds. */
export function mayArrive({ sent }: Box, remote: Value): boolean {
  return sent !== undefined && (!sent.asNew || remote === undefined)
}

/** What the box that has sent something may be once it has arrived, which makes a new version: it learns of it, or the answer is lost. */
export function onceArrived(box: Box, value: Value): Box[] {
  return [
    {
      ...{ ...box, sent: undefined, known: undefined },
      ...{ latest: true, bare: value === undefined, clean: box.local === value },
    },
    { ...outdated(box), sent: undefined },
  ]
}

/** A box when Dropbox has got a new version that it does not know of. */
export function outdated(box: Box): Box {
  const { known, sent } = box
  return {
    ...box,
    latest: false,
    sent: sent?.asNew ? sent : undefined,
    known: known && { value: known.value, latest: false },
  }
}

/** What a box may be when somebody has written there; none: it did not hold what they saw. */
export function onceWritten(
  box: Box,
  { old, value, doubtful, backdated = false }: Extract<Observation, { readonly saw: 'write' }>,
): Box[] {
  if (box.local !== old) return []
  const older = value === undefined ? { local: box.local, clean: box.clean } : undefined
  const written: Box = { ...box, local: value, clean: false, backdated, older, aside: undefined }
  // What the power cut took is fetched again; what it may have brought is kept beside what Dropbox has.
  return doubtful ? [written, { ...written, ...anew, clean: value === undefined }] : [written]
}

/** What a box may be when it has lost its power. */
export function oncePowerless(box: Box): Box[] {
  const { older, local, clean } = box
  const boxes = [box]
  if (older !== undefined) boxes.push({ ...box, ...older, ...anew, older: undefined })
  // An empty file, as a full disk leaves it, looks like one that the cut has emptied, and a file that was just deleted like one that the cut took:
  // it is fetched again, and what is empty is kept beside it or not at all.
  if (local === '' || (local === undefined && !clean))
    for (const either of [true, false]) boxes.push({ ...box, clean: either, ...anew, older: undefined })
  // An edit that looks older than what was there looks like what the cut has brought back: it is kept beside what Dropbox has.
  if (!clean && box.backdated) boxes.push({ ...box, ...anew, older: undefined })
  return boxes
}

/** A box without what no observation to come asks for. */
export function withoutUnasked(
  box: Box,
  { losesPower, comesLate }: { readonly losesPower: boolean; readonly comesLate: boolean },
): Box {
  const isAsked = losesPower || (box.older === undefined && !box.backdated)
  if (isAsked && (comesLate || box.added.length === 0) && !(box.clean && box.backdated)) return box
  return {
    ...box,
    older: losesPower ? box.older : undefined,
    backdated: losesPower && !box.clean && box.backdated,
    added: comesLate ? box.added : [],
  }
}

const anew = { latest: false, bare: false, known: undefined } as const

function sorted(values: readonly string[], value: string): readonly string[] {
  return values.includes(value) ? values : [...values, value].sort()
}
