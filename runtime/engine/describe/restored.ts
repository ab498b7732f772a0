import { grouped } from '../../core/amounts.ts'
import type { Keep } from '../../core/restored/keep.ts'
import type { RestoredPlan, Touched } from '../../core/restored/preview.ts'

/** What each choice keeps, in one sentence. */
export const describedKeeps: Readonly<Record<Keep, string>> = {
  'keep-both':
    'Joins both sides: where they differ, Dropbox keeps the name and this computer’s version becomes a conflict copy. Nothing is deleted or replaced.',
  'keep-cloud':
    'Makes this computer as Dropbox is: what is only here, and this computer’s version of what differs, goes to the trash.',
  'keep-box':
    'Makes Dropbox as this computer is: what is only in Dropbox is deleted there, and what differs is replaced. Dropbox can restore it.',
}

/** What happens to the paths of each list of a plan, in the order in which they are told: what is at stake first. */
const headings: Readonly<Record<keyof RestoredPlan, string>> = {
  deletedInDropbox: 'Deleted in Dropbox',
  replacedInDropbox: 'Replaced in Dropbox',
  deletedHere: 'Moved to the trash of this computer',
  replacedHere: 'Replaced on this computer, the old version going to its trash',
  conflictCopies: 'Kept twice, as a conflict copy',
  uploaded: 'Uploaded',
  downloaded: 'Downloaded',
}

/** The effects of a plan that there are, each with a heading for people. */
export function describePlan(
  plan: RestoredPlan,
): { readonly list: keyof RestoredPlan; readonly heading: string; readonly touched: readonly Touched[] }[] {
  return (Object.keys(headings) as (keyof RestoredPlan)[])
    .map((list) => ({ list, heading: headings[list], touched: plan[list] }))
    .filter(({ touched }) => touched.length > 0)
}

/** A plan in one line: how many of each. */
export function summarizePlan(plan: RestoredPlan): string {
  const parts = describePlan(plan).map(({ list, touched }) => `${grouped(touched.length)} ${counted[list]}`)
  return parts.length === 0 ? 'Both sides are the same already.' : `${parts.join(', ')}.`
}

const counted: Readonly<Record<keyof RestoredPlan, string>> = {
  deletedInDropbox: 'deleted in Dropbox',
  replacedInDropbox: 'replaced in Dropbox',
  deletedHere: 'moved to the trash here',
  replacedHere: 'replaced here',
  conflictCopies: 'kept twice',
  uploaded: 'uploaded',
  downloaded: 'downloaded',
}
