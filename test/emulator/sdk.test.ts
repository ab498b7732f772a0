import test from 'ava'
import { DropboxResponseError } from 'dropbox'
import { emulate, sdkFor } from './emulation.ts'

test('the official SDK uploads, lists, downloads, moves and deletes', async (t) => {
  const dropbox = sdkFor(await emulate(t))
  const { result: empty } = await dropbox.filesListFolder({ path: '', recursive: true })
  const { result: file } = await dropbox.filesUpload({ path: '/Ordner/ü 😀.txt', contents: 'Hello Dropbox!' })
  t.is(file.content_hash, '16dff8700700b9aa627e24bbf832940c084b41ade5c5d6fe5417963a547ed9c2')
  const { result: downloaded } = await dropbox.filesDownload({ path: file.id })
  t.is(String((downloaded as unknown as { fileBinary: Buffer }).fileBinary), 'Hello Dropbox!')
  const { result: moved } = await dropbox.filesMoveV2({ from_path: '/ordner', to_path: '/Neu' })
  t.is(moved.metadata['.tag'], 'folder')
  const { result: changes } = await dropbox.filesListFolderContinue({ cursor: empty.cursor })
  t.deepEqual(
    changes.entries.map((entry) => `${entry['.tag']} ${entry.path_display}`),
    ['deleted /Ordner', 'folder /Neu', 'file /Neu/ü 😀.txt'],
  )
  const { result: deleted } = await dropbox.filesDeleteV2({ path: '/neu' })
  t.is(deleted.metadata.name, 'Neu')
})

async function failureOf(work: Promise<unknown>): Promise<DropboxResponseError<unknown>> {
  try {
    await work
  } catch (error) {
    if (error instanceof DropboxResponseError) return error
    throw error
  }
  throw new Error('it did not fail')
}

test('its errors hold status, summary and union', async (t) => {
  const dropbox = sdkFor(await emulate(t))
  const missing = await failureOf(dropbox.filesGetMetadata({ path: '/none' }))
  t.is(missing.status, 409)
  t.like(missing.error, { error: { '.tag': 'path', path: { '.tag': 'not_found' } } })
  const bad = await failureOf(dropbox.filesListFolder({ path: 'no slash' }))
  t.is(bad.status, 400)
  t.true(String(bad.error).includes('did not match pattern'))
})

test('its sessions and batches work: many files in four calls', async (t) => {
  const dropbox = sdkFor(await emulate(t))
  const { result: started } = await dropbox.filesUploadSessionStartBatch({ num_sessions: 3 })
  const { result: appended } = await dropbox.filesUploadSessionAppendBatch({
    entries: started.session_ids.map((session_id) => ({
      cursor: { session_id, offset: 0 },
      length: 4,
      close: true,
    })),
    contents: 'one two tree' as unknown as object,
  })
  t.deepEqual(
    appended.entries.map((entry) => entry['.tag']),
    ['success', 'success', 'success'],
  )
  const { result: finished } = await dropbox.filesUploadSessionFinishBatchV2({
    entries: started.session_ids.map((session_id, index) => ({
      cursor: { session_id, offset: 4 },
      commit: { path: `/batch/${index}` },
    })),
  })
  t.deepEqual(
    finished.entries.map((entry) => entry['.tag']),
    ['success', 'success', 'success'],
  )
  const { result: launched } = await dropbox.filesDeleteBatch({ entries: [{ path: '/batch' }] })
  t.is(launched['.tag'], 'async_job_id')
  const async_job_id = launched['.tag'] === 'async_job_id' ? launched.async_job_id : ''
  t.is((await dropbox.filesDeleteBatchCheck({ async_job_id })).result['.tag'], 'in_progress')
  t.is((await dropbox.filesDeleteBatchCheck({ async_job_id })).result['.tag'], 'complete')
})

test('its account, revisions, restore, links and longpoll work', async (t) => {
  const emulator = await emulate(t)
  const dropbox = sdkFor(emulator)
  const { result: account } = await dropbox.usersGetCurrentAccount()
  t.is(account.name.display_name, 'Freddy')
  const { result: usage } = await dropbox.usersGetSpaceUsage()
  t.is(usage.allocation['.tag'], 'individual')
  const { result: first } = await dropbox.filesUpload({ path: '/a', contents: '1' })
  await dropbox.filesUpload({ path: '/a', contents: '2', mode: { '.tag': 'update', update: first.rev } })
  const { result: revisions } = await dropbox.filesListRevisions({ path: '/a' })
  t.is(revisions.entries.length, 2)
  const { result: latest } = await dropbox.filesListFolderGetLatestCursor({ path: '', recursive: true })
  const waiting = dropbox.filesListFolderLongpoll({ cursor: latest.cursor })
  await dropbox.filesRestore({ path: '/a', rev: first.rev })
  t.true((await waiting).result.changes)
  const { result: link } = await dropbox.sharingCreateSharedLinkWithSettings({ path: '/a' })
  const { result: links } = await dropbox.sharingListSharedLinks({})
  t.is(links.links[0]?.url, link.url)
  const { result: temporary } = await dropbox.filesGetTemporaryLink({ path: '/a' })
  t.is(await (await fetch(temporary.link)).text(), '1')
})
