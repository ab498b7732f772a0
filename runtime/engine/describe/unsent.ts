import { grouped } from '../../core/amounts.ts'
import { visible } from '../../core/visible.ts'
import type { Unsent } from '../unsent.ts'

/** So many names are in one sentence. */
const named = 3

/** What becomes of it while no agent runs. */
export const whenUnsentGoes = 'What is missing goes up when Dropbox runs again.'

/** What becomes of it once one does. */
export const unsentGoesNow = 'What is missing goes up now.'

/** What Dropbox did not have of the box when its agent ended, in one sentence or two; when it will, the caller says. `unlooked`: it had no time to look at everything. */
export function describeUnsent({ paths, more, unlooked }: Unsent & { readonly unlooked: boolean }): string {
  const files = paths.length + more
  if (files === 0)
    return 'Dropbox ended before it had looked at everything on this computer: what was written last may not be in Dropbox yet.'
  const names = paths.slice(0, named).map(visible).join(', ')
  const others = files > named ? `${names} and ${grouped(files - named)} more` : names
  const verb = files === 1 ? 'file is' : 'files are'
  const known = `${grouped(files)} ${verb} not in Dropbox yet as here: ${others}.`
  return unlooked ? `${known} There was no time to look at everything: there may be more.` : known
}
