import { countOf, grouped } from '../../../core/amounts.ts'
import { type Finding, trouble, well } from '../finding.ts'
import type { Comparison, Difference } from './compare.ts'
import type { Hop } from './hops.ts'

/** How many differing paths are told by name. */
const named = 20

/** The steps as people say them, from the disk to Dropbox. */
export const hopNames: Readonly<Record<Hop, string>> = {
  'disk-local': 'the disk and what the agent has seen of it',
  'local-synced': 'what the agent has seen on the disk and what was synced',
  'synced-remote': 'what was synced and what the agent knows of Dropbox',
  'remote-cloud': 'what the agent knows of Dropbox and Dropbox itself',
}

/** What the comparison of all trees amounts to. `asked`: Dropbox was asked for a listing. */
export function tellTrees(comparison: Comparison, asked: boolean): Finding {
  const { counts, hops, differences, asTheyShould, condition, thorough } = comparison
  const examples = [...differences].sort(worstFirst).slice(0, named)
  const data = {
    ...{ counts, hops, asTheyShould, condition, thorough, asked, differing: differences.length },
    differences: examples.map(({ display, hops: steps, verdict, why, text }) => ({
      path: display,
      hops: steps,
      verdict,
      why,
      text,
    })),
  }
  const compared = countOf(Math.max(counts.disk, counts.local, counts.remote, counts.cloud), 'path')
  const apart = Object.values(asTheyShould).reduce((sum, number) => sum + number, 0)
  const unsynced =
    apart === 0 ? '' : ` (${grouped(apart)} apart on purpose: ignored, not selected or the like)`
  if (differences.length === 0 && !asked)
    return trouble(
      'trees',
      'warning',
      `The disk and the index agree on ${compared}${unsynced}; Dropbox could not be asked.`,
      undefined,
      data,
    )
  if (differences.length === 0)
    return well('trees', `${compared}: the disk, the index and Dropbox agree${unsynced}.`, data)
  const wrong = differences.filter(({ verdict }) => verdict === 'wrong').length
  const steps = (Object.keys(hopNames) as Hop[]).filter((hop) => hops[hop] > 0)
  const found = `${countOf(differences.length, 'path')} of ${compared} ${differences.length === 1 ? 'differs' : 'differ'}: ${steps.map((hop) => `${grouped(hops[hop])} between ${hopNames[hop]}`).join('; ')}.`
  return wrong === 0
    ? trouble(
        'trees',
        'warning',
        found,
        'None is stuck: each has its reason. "dropbox doctor PATH" follows one.',
        data,
      )
    : trouble('trees', 'wrong', found, adviceOn(differences), data)
}

function worstFirst(one: Difference, other: Difference): number {
  return Number(other.verdict === 'wrong') - Number(one.verdict === 'wrong')
}

function adviceOn(differences: readonly Difference[]): string {
  if (differences.some(({ why }) => why === 'unlinked'))
    return 'Run "dropbox_init" to link this computer again.'
  if (differences.some(({ why }) => why === 'index-wrong'))
    return 'The index is not to be trusted: stop Dropbox, rename its index (see "index") and start it again. Both sides are united then, and nothing is deleted.'
  return '"dropbox rescan" looks at everything again. If it stays so, "dropbox doctor PATH" shows where it is stuck: please report it.'
}
