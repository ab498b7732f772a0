import test from 'ava'
import { createBlockSums } from '../../../runtime/engine/block-sums.ts'

const MiB = 1024 * 1024

test('the sums of what was read last are known, and those of the rest forgotten', (t) => {
  const sums = createBlockSums()
  for (const hash of ['a', 'b', 'c', 'd']) sums.keep(hash, new Uint8Array(MiB))
  t.truthy(sums.of('a'))
  sums.keep('e', new Uint8Array(1))
  t.is(sums.of('a'), undefined)
  t.truthy(sums.of('b'))
  sums.keep('e', new Uint8Array(2))
  t.is(sums.of('e')?.byteLength, 2)
  t.truthy(sums.of('b'))
})
