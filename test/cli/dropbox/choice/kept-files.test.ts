import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { keptFiles } from '../../../../cli/dropbox/choice/kept-files.ts'

const nothingKnown = {
  trees: async (folders: readonly string[]) => ({
    cursor: undefined,
    parts: folders.map((folder) => ({ folder, entries: [] })),
  }),
}

function dropboxFolder(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'kept-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

test('what cannot be looked at is told to stay', async (t) => {
  const folder = dropboxFolder(t)
  symlinkSync('loop', join(folder, 'loop'))
  t.deepEqual(await keptFiles(nothingKnown, folder, '/loop/x'), [
    { path: '/loop/x', file: join(folder, 'loop', 'x') },
  ])
})

test('what is not there does not stay', async (t) => {
  const folder = dropboxFolder(t)
  writeFileSync(join(folder, 'file'), '')
  t.deepEqual(await keptFiles(nothingKnown, folder, '/gone'), [])
  t.deepEqual(await keptFiles(nothingKnown, folder, '/file/x'), [])
})
