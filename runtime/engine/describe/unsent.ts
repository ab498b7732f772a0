import { grouped } from '../../core/amounts.ts'
import { visible } from '../../core/visible.ts'
import type { Unsent } from '../unsent.ts'

/** So many names are in one sentence. */
const named = 3

/** What becomes of it while no agent runs. */
export const whenUnsentGoes = 'What is missing goes up when Dropbox runs again.'

/** What becomes of it once one does. */
export const unsentGoesNow = 'What is missing goes up now.'

/** What Dropbox did not have of the box when its agent ended, in one sentence; when it will, the caller says. */
export function describeUnsent({ paths, more }: Unsent): string {
  const files = paths.length + more
  const names = paths.slice(0, named).map(visible).join(', ')
  const others = files > named ? `${names} and ${grouped(files - named)} more` : names
  const verb = files === 1 ? 'file is' : 'files are'
  return `${grouped(files)} ${verb} not in Dropbox yet as here: ${others}.`
}
