import type { Mapping } from '../../../runtime/agent/control.ts'
import { shellWord } from '../../../runtime/core/visible.ts'
import type { Halt } from '../../../runtime/engine/status.ts'

/** What becomes of the linked folders when the Dropbox folder begins anew, and the commands that link them again: lines, none where no link is lost. */
export function lostLinks(halt: Halt, mappings: readonly Mapping[]): string[] {
  if (!('target' in halt) || halt.path !== '' || mappings.length === 0) return []
  return [
    'Its links are gone: these folders keep their files, here and in Dropbox, and stop syncing until you link them again:',
    ...mappings.map(({ name, target }) => `  dropbox symlink add ${shellWord(target)} ${shellWord(name)}`),
  ]
}
