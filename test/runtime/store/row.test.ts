import test from 'ava'
import fc from 'fast-check'
import type { LocalEntry, RemoteEntry, SyncedEntry } from '../../../runtime/core/tree.ts'
import { localCells, remoteCells, syncedCells, tripleOf } from '../../../runtime/store/row.ts'

const name = fc.constantFrom('key', 'Key', 'KEY', '')
const hash = fc.oneof(
  fc.constantFrom('', '0', '1', '01', '11', '0101', 'ab'.repeat(32), 'no hex', 'AB'),
  fc.stringMatching(/^[0-9a-f]{1,66}$/),
)
const id = fc.constantFrom('', 'id:1', 'id:2')
const number = fc.constantFrom(0, 1, 1_700_000_000_000.25, 2 ** 53, 2 ** 64)
const identity = { inode: number, born: number }
const file = fc.constant('file' as const)
const folder = fc.constant('folder' as const)

const remote = fc.option(
  fc.oneof<fc.Arbitrary<RemoteEntry>[]>(
    fc.record({
      kind: file,
      name,
      id,
      rev: hash,
      hash,
      size: number,
      modified: number,
      downloadable: fc.boolean(),
    }),
    fc.record({ kind: folder, name, id }),
  ),
  { nil: undefined },
)
const local = fc.option(
  fc.oneof<fc.Arbitrary<LocalEntry>[]>(
    fc.record({ kind: file, name, hash, size: number, modified: number, changed: number, ...identity }),
    fc.record({ kind: folder, name, holdsIgnored: fc.boolean(), ...identity }),
  ),
  { nil: undefined },
)
const synced = fc.option(
  fc.oneof<fc.Arbitrary<SyncedEntry>[]>(
    fc.record({ kind: file, name, hash, id, ...identity }),
    fc.record({ kind: folder, name, id, ...identity }),
  ),
  { nil: undefined },
)

test('a row gives back the three entries that were put into it', (t) => {
  fc.assert(
    fc.property(remote, local, synced, (remote, local, synced) => {
      const triple = { remote, local, synced }
      const row = {
        key: 'key',
        ...remoteCells('key', triple),
        ...localCells('key', triple),
        ...syncedCells('key', triple),
      }
      t.deepEqual(tripleOf(row), triple)
    }),
    { numRuns: 5_000, seed: 1 },
  )
})

test('what equals the synced entry takes no room in the row', (t) => {
  const identity = { inode: 1, born: 2 }
  const content = { kind: 'file', name: 'Key', hash: 'ab'.repeat(32) } as const
  const triple = {
    remote: { ...content, id: 'id:1', rev: '1', size: 1, modified: 1, downloadable: true },
    local: { ...content, ...identity, size: 1, modified: 1, changed: 1 },
    synced: { ...content, ...identity, id: 'id:1' },
  }
  const { local_hash: before } = localCells('key', { ...triple, synced: undefined })
  t.is(before, null, 'nor what equals the hash in Dropbox before anything is synced')
  const { remote_name, remote_id, remote_hash } = remoteCells('key', triple)
  const { local_name, local_hash, local_inode, local_born } = localCells('key', triple)
  for (const cell of [remote_name, remote_id, remote_hash, local_name, local_hash, local_inode, local_born])
    t.is(cell, null)
})
