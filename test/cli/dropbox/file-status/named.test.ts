import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { isAnything, namedByPerson, namedIn } from '../../../../cli/dropbox/file-status/named.ts'
import { quickDisk } from '../../../quick-disk.ts'

test('a name that is no UTF-8 is found, shown with its bytes, and found again by what a shell gives for it', (t) => {
  const folder = mkdtempSync(join(quickDisk(), 'named-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const garbled = Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.from([0xe9])])
  writeFileSync(garbled, '')
  writeFileSync(join(folder, 'b'), '')
  const found = { name: 'caf\\xe9', path: join(folder, 'caf\\xe9'), garbledIn: folder }
  const all = namedIn(folder).sort((one, other) => (one.name < other.name ? -1 : 1))
  t.deepEqual(all, [{ name: 'b', path: join(folder, 'b'), garbledIn: undefined }, found])
  t.deepEqual(namedByPerson('./caf\ufffd', folder), { ...found, name: './caf\\xe9' })
  t.true(all.every(isAnything))
  for (const name of ['c\ufffd', 'nowhere/caf\ufffd', 'c']) t.false(isAnything(namedByPerson(name, folder)))
})

test('what cannot be looked at is taken to be there', (t) => {
  t.true(isAnything(namedByPerson('x'.repeat(300), '/')))
})
