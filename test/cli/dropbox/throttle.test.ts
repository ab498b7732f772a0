import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { getPriority } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { linkedBox } from './linked-box.ts'

test('limits are kept, and hold for the running agent at once and for the next one', async (t) => {
  const box = await linkedBox(t, ['--start'])
  const said = (stdout: string) => ({ stdout, stderr: '', exitCode: 0 })
  t.deepEqual(await box.here('throttle'), said('download unlimited\nupload unlimited'))
  t.deepEqual(await box.here('throttle', '300', 'Unlimited'), said('set'))
  const bandwidth = { download: 300, upload: 'unlimited' }
  await box.reports((report) => report.bandwidth.download === 300)
  t.like(JSON.parse((await box.here('status', '--json')).stdout), { bandwidth })
  const file = join(box.home, '.parts', 'etc', 'dropbox', 'config.json')
  t.like(JSON.parse(readFileSync(file, 'utf8')), { bandwidth })

  await box.here('stop')
  t.deepEqual(await box.here('throttle'), said('download 300 KB/s\nupload unlimited'))
  t.deepEqual(await box.here('throttle', '300', '50', '--json'), said('{"download":300,"upload":50}'))
  t.deepEqual(await box.here('throttle', '--json'), said('{"download":300,"upload":50}'))
  await box.here('start')
  await box.reports(({ bandwidth: { download, upload } }) => download === 300 && upload === 50)

  for (const words of [
    ['300'],
    ['0', '5'],
    ['fast', 'unlimited'],
    ['5', '-5'],
    ['5', '5.5'],
    ['1', '2', '3'],
  ]) {
    const { stdout, stderr, exitCode } = await box.here('throttle', ...words)
    t.is(exitCode, 2, words.join(' '))
    t.is(stdout, '')
    t.not(stderr, '')
  }
  t.is((await box.here('throttle')).stdout, 'download 300 KB/s\nupload 50 KB/s')
})

test('the agent gives way to other programs, as far as the settings say', async (t) => {
  const box = await linkedBox(t, ['--start'])
  const first = await box.reports(({ pid }) => pid > 0)
  t.true(getPriority(first.pid) >= 2)
  await box.here('stop')
  const folder = join(box.home, '.parts', 'etc', 'dropbox')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'config.json'), '{"niceness": 19}')
  await box.here('start')
  const second = await box.reports(({ pid }) => pid > 0 && pid !== first.pid)
  t.is(getPriority(second.pid), 19)
})
