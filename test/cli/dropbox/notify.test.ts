import { existsSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { isSynced, linkedBox } from './linked-box.ts'

test('a hook is kept, runs when a path cannot sync, and is gone when it is removed', async (t) => {
  const box = await linkedBox(t, ['--sync-all', '--start'])
  await box.reports(isSynced)
  const said = (stdout: string, stderr = '', exitCode = 0) => ({ stdout, stderr, exitCode })
  t.deepEqual(await box.here('notify'), said('Nothing is run.'))
  const exec = 'cat > told.json'
  t.deepEqual(
    await box.here('notify', '--exec', exec, '--on', 'problem', 'halt'),
    said(`1  halt, problem  ${exec}`),
  )
  t.deepEqual(
    await box.here('notify', 'list', '--json'),
    said(`[{"exec":"${exec}","on":["halt","problem"]}]`),
  )
  symlinkSync('nowhere', join(box.folder, 'link'))
  const told = join(box.home, 'told.json')
  await box.until(() => existsSync(told) && readFileSync(told, 'utf8').endsWith('\n'))
  t.like(JSON.parse(readFileSync(told, 'utf8')), {
    ...{
      event: 'problem',
      folder: box.folder,
      items: [{ path: '/link', reason: 'mapping-refused' }],
      more: 0,
    },
  })
  t.deepEqual(
    await box.here('notify', 'remove', '2'),
    said('', 'There is no number 2. "dropbox notify" shows them.', 2),
  )
  t.is((await box.here('notify', '--on', 'halt')).exitCode, 2)
  t.is((await box.here('notify', '--exec', 'true', '--on', 'nothing')).exitCode, 2)
  await box.here('stop')
  t.deepEqual(await box.here('notify', 'remove', '1'), said('Nothing is run.'))
  t.is((await box.here('notify', '--json')).stdout, '[]')
})
