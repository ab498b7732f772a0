import { closeSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import test from 'ava'
import { openUncached } from '../../../../runtime/local/node/uncached-writes.ts'
import { nodeFiles } from '../../../../runtime/local/node-files.ts'
import type { OpenFile, UncachedWrites } from '../../../../runtime/ports/files.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const files = nodeFiles()
const block = 4096

function uncachedOf(file: OpenFile): UncachedWrites {
  const uncached = file.uncached?.()
  if (uncached === undefined) throw new Error('the file system of the temporary folder knows no O_DIRECT')
  return uncached
}

/** `bytes` of memory to write from, no two blocks of which are alike. */
function filled(uncached: UncachedWrites, bytes: number): Uint8Array {
  const memory = uncached.memory(bytes)
  for (let at = 0; at < bytes; at++) memory[at] = (at * 7 + Math.floor(at / block)) % 251
  return memory
}

test('what is written past the page cache is in the file, whole blocks or not, beside what is written the usual way', async (t) => {
  const path = `${await temporaryFolder(t)}/f`
  const file = await files.openFile(path, 'create')
  const uncached = uncachedOf(file)
  const memory = filled(uncached, 40 * block)
  await file.write(memory.subarray(0, block + 5), 0)
  await uncached.write(memory.subarray(0, 10), block + 5)
  await uncached.write(memory.subarray(0, 30 * block), 2 * block)
  await uncached.write(memory.subarray(30 * block, 30 * block + 17), 32 * block)
  await file.sync()
  await file.close()
  const content = readFileSync(path)
  t.is(content.byteLength, 32 * block + 17)
  t.deepEqual(content.subarray(0, block + 5), Buffer.from(memory.subarray(0, block + 5)))
  t.deepEqual(content.subarray(block + 5, block + 15), Buffer.from(memory.subarray(0, 10)))
  t.true(content.subarray(2 * block).equals(memory.subarray(0, 30 * block + 17)))
})

test('memory that the disk does not take as it is, is written the usual way, now and from then on', async (t) => {
  const path = `${await temporaryFolder(t)}/f`
  writeFileSync(path, '')
  await using opened = await files.openFile(path, 'write')
  const usual: number[] = []
  const uncached = uncachedOf(opened)
  const memory = filled(uncached, 10 * block)
  const descriptor = openSync(path, 'r+')
  t.teardown(() => closeSync(descriptor))
  const others = openUncached(
    path,
    {
      async write(bytes, position) {
        usual.push(position)
        await opened.write(bytes, position)
      },
    },
    descriptor,
  )
  // Behind the first byte of a page nothing is aligned to anything.
  await others?.write(memory.subarray(1, 1 + 4 * block), 0)
  await others?.write(memory.subarray(4 * block, 8 * block), 4 * block)
  await others?.close()
  t.deepEqual(usual, [0, 4 * block])
  const content = readFileSync(path)
  t.true(content.subarray(0, 4 * block).equals(memory.subarray(1, 1 + 4 * block)))
  t.true(content.subarray(4 * block).equals(memory.subarray(4 * block, 8 * block)))
})

test('they reach the file that was opened, whatever its path has come to mean, and end with it', async (t) => {
  const folder = await temporaryFolder(t)
  const file = await files.openFile(`${folder}/f`, 'create')
  renameSync(`${folder}/f`, `${folder}/g`)
  writeFileSync(`${folder}/f`, 'another')
  const uncached = uncachedOf(file)
  const memory = filled(uncached, 2 * block)
  const writing = uncached.write(memory, 0)
  await file.close()
  await writing
  t.true(readFileSync(`${folder}/g`).equals(memory))
  t.is(readFileSync(`${folder}/f`, 'utf8'), 'another')
  await t.throwsAsync(uncached.write(memory, 0), { code: 'io' })
  t.throws(() => file.uncached?.(), { code: 'io' })
})

test('where the system opens no file past its cache there are no such writes', (t) => {
  t.is(openUncached('/f', { write: () => Promise.reject(new Error('not asked')) }, 1_000_000), undefined)
})
