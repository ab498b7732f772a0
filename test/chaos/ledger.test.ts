import test from 'ava'
import { contentHashOf } from '../../runtime/core/content-hash.ts'
import { createChance } from '../simulation/world/chance.ts'
import { createLedger } from './ledger.ts'

test('a content is lost when it is nowhere, unless somebody who had seen it replaced it', (t) => {
  const ledger = createLedger(createChance(1))
  const [kept, replaced, gone] = [ledger.anew(), ledger.anew(), ledger.anewOf(5_000)]
  for (const content of [kept, replaced, gone]) ledger.wrote(content, 'here')
  ledger.replaced(replaced)
  t.deepEqual(ledger.lost(new Set([contentHashOf(kept)])), [
    { hash: contentHashOf(gone), bytes: 5_000, where: 'here' },
  ])
  t.is(ledger.written.contents, 3)
  t.is(ledger.written.bytes, kept.length + replaced.length + 5_000)
})
