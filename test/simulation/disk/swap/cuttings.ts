import type { Files } from '../../../../runtime/ports/files.ts'
import { withoutFolderRenames } from '../../../runtime/local/hooked-files.ts'
import { disks, type Scenario, scenarios } from '../../../runtime/local/swap/scenarios.ts'
import type { Remains } from '../disk.ts'
import type { Cutting } from './lose-power-everywhere.ts'
import { batch, moreScenarios } from './more-scenarios.ts'

const journals = ['ordered', 'logged'] as const
const allRemains: readonly Remains[] = ['whole', 'flushed', 'empty', 'prefix', 'zeros', 'torn']

/** Every scenario on every kind of disk, with each journal and with each kind of content that a power cut can leave. */
export function* everyCutting(): Generator<Cutting & { readonly kind: string }> {
  const kinds: Readonly<Record<string, (files: Files) => Files>> = {
    ...disks,
    'without renames of folders': withoutFolderRenames,
  }
  for (const scenario of [...scenarios, ...moreScenarios, batch])
    for (const [kind, disk] of Object.entries(kinds))
      for (const journal of journals)
        for (const contents of allRemains)
          yield { scenario, kind, disk, journal, contents, between: isBetween(scenario, kind, journal) }
}

/** Where names become lasting out of order, or several operations make one way, there are states between before and after. */
function isBetween(scenario: Scenario, kind: string, journal: Cutting['journal']): boolean {
  const isMovedByParts = scenario.name === 'moving a folder' && kind === 'without renames of folders'
  return journal === 'logged' || scenario === batch || isMovedByParts
}
