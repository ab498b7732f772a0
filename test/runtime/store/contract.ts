import type { TestFn } from 'ava'
import { besideTheTreesContract } from './contract/beside-the-trees.ts'
import { changesContract } from './contract/changes.ts'
import { childrenContract } from './contract/children.ts'
import { countsContract } from './contract/counts.ts'
import { entriesContract } from './contract/entries.ts'
import { foldersContract } from './contract/folders.ts'
import { foundAgainContract } from './contract/found-again.ts'
import { movesContract } from './contract/moves.ts'
import type { OpenStore } from './contract/open-store.ts'
import { transactionsContract } from './contract/transactions.ts'
import { unsettledContract } from './contract/unsettled.ts'

/** What every store does. */
export function storeContract(test: TestFn, open: OpenStore): void {
  entriesContract(test, open)
  foldersContract(test, open)
  childrenContract(test, open)
  changesContract(test, open)
  unsettledContract(test, open)
  movesContract(test, open)
  foundAgainContract(test, open)
  countsContract(test, open)
  transactionsContract(test, open)
  besideTheTreesContract(test, open)
}
