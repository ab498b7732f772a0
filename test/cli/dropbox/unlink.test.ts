import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { boxPaths } from '../../../runtime/box/paths.ts'
import { loseNetwork } from '../../installed/no-network.ts'
import { inTerminal } from '../../installed/terminal.ts'
import { isSynced, link, linkedBox, unlinkedBox } from './linked-box.ts'

test('unlink ends the link at once, deletes nothing, and the next link goes on where it was', async (t) => {
  const box = await unlinkedBox(t)
  await box.put('/there.txt', 'from Dropbox')
  await link(t, box, ['--sync-all', '--start'])
  writeFileSync(join(box.folder, 'here.txt'), 'from the box')
  await box.reports(({ files, status }) => files === 2 && status.state === 'up-to-date')
  const { credentialsFile, stateFolder } = boxPaths(box.env)
  const { refresh_token: token } = JSON.parse(readFileSync(credentialsFile, 'utf8'))

  const terminal = await inTerminal(t, box, 'dropbox unlink; echo "first $?"; dropbox unlink')
  await terminal.shows('Unlink this computer?')
  await terminal.press('C-c')
  await terminal.shows(/first 130\n.*Unlink this computer\?/s)
  await terminal.type('n\r')
  const declined = await terminal.ended()
  t.regex(declined.screen, /Linked to .*Nothing was changed\./s)
  t.is(declined.exitCode, 1)
  t.true(existsSync(credentialsFile))

  t.deepEqual(await box.here('unlink', '--yes'), {
    stdout:
      'This computer is no longer linked to Dropbox. No file was deleted, here or there.\n"dropbox_init" links it again; with the same account it goes on where it was.',
    stderr: '',
    exitCode: 0,
  })
  t.false(existsSync(credentialsFile))
  t.is(readFileSync(join(box.folder, 'here.txt'), 'utf8'), 'from the box')
  const refused = await fetch(`${box.emulator.url}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: token,
      client_id: box.env['DROPBOX_APP_KEY'] ?? '',
    }),
  })
  t.is(refused.status, 400)
  const status = await box.here('status')
  t.regex(status.stdout, /dropbox_init/)
  const again = await box.here('unlink', '--yes')
  t.is(again.stderr, 'This computer is not linked to a Dropbox account. Run "dropbox_init" to link it.')
  t.is(again.exitCode, 1)

  // With the index, and then without any state.
  const { contentBytesUp, contentBytesDown } = box.emulator.stats()
  for (const state of ['kept', 'lost']) {
    if (state === 'lost') {
      t.deepEqual(await box.here('unlink', '--yes', '--quiet'), { stdout: '', stderr: '', exitCode: 0 })
      rmSync(stateFolder, { recursive: true })
    }
    await link(t, box, ['--sync-all', '--start'])
    const { files } = await box.reports(isSynced)
    t.is(files, 2, state)
    t.like(box.emulator.stats(), { contentBytesUp, contentBytesDown }, state)
  }
})

test('unlink says when Dropbox could not be told, and asks only where somebody is', async (t) => {
  const box = await linkedBox(t)
  const unasked = await box.here('unlink')
  t.deepEqual(unasked, {
    stdout: '',
    stderr: 'Nobody is there to ask. "dropbox unlink --yes" unlinks without asking.',
    exitCode: 2,
  })
  await loseNetwork(t, box.emulator)
  const { stdout, stderr, exitCode } = await box.here('unlink', '--yes', '--json')
  t.deepEqual([JSON.parse(stdout), stderr, exitCode], [{ source: 'file', revoked: false, left: null }, '', 0])
  t.false(existsSync(boxPaths(box.env).credentialsFile))
})
