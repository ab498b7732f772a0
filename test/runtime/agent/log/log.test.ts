import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { openLog } from '../../../../runtime/agent/log/log.ts'
import { rotatingFile } from '../../../../runtime/agent/log/rotating-file.ts'

test('an event is a line of JSON with its time, level and data', async (t) => {
  const { file, lines } = await logFile(t)
  const log = openLog(file)
  log.info('synced', { path: '/a', files: 3 })
  log.warn('stopped')
  log.close()
  const [first, second] = await lines()
  t.like(first, { level: 'info', event: 'synced', path: '/a', files: 3, pid: process.pid })
  t.regex(String(first?.['time']), /^\d{4}-\d\d-\d\dT.*Z$/)
  t.like(second, { level: 'warn', event: 'stopped' })
  t.is((await stat(file)).mode & 0o777, 0o600)
})

test('what is told in one turn is written at its end, with a warning or an error at once, and after closing not at all', async (t) => {
  const { file, lines } = await logFile(t)
  const log = openLog(file)
  log.info('one')
  log.info('two')
  t.is((await stat(file)).size, 0)
  await new Promise(setImmediate)
  t.is((await lines()).length, 2)
  log.info('three')
  log.error('four')
  t.is(readFileSync(file, 'utf8').split('\n').length, 5)
  log.warn('and more')
  t.is(readFileSync(file, 'utf8').split('\n').length, 6)
  log.info('five')
  log.close()
  log.info('six')
  await new Promise(setImmediate)
  t.deepEqual(
    (await lines()).map(({ event }) => event),
    ['one', 'two', 'three', 'four', 'and more', 'five'],
  )
})

test('what was told last is written by a process that ends at once, too', async (t) => {
  const { file, lines } = await logFile(t)
  const program = `
    const { openLog } = await import(${JSON.stringify(import.meta.resolve('../../../../runtime/agent/log/log.ts'))})
    openLog(${JSON.stringify(file)}).info('last')
    process.exit(0)`
  execFileSync(process.execPath, ['--input-type=module', '--eval', program])
  t.like(await lines(), [{ event: 'last' }])
})

test('no secret reaches the file, wherever it stands', async (t) => {
  const { file, text, lines } = await logFile(t)
  const log = openLog(file)
  const known = 'a"refresh\\token-of-the-box'
  log.hide(known)
  log.hide('')
  log.info('request', {
    url: 'https://x/oauth2/token?code=CODE-CODE&refresh_token=REFRESH',
    authorization: 'Bearer LATER-1',
  })
  log.info('request', {
    headers: { Authorization: 'Bearer sl.u.LATER-2' },
    note: 'Bearer LATER-3 sl.LATER-4xyz',
  })
  log.warn('answer', { access_token: 'LATER-5', body: JSON.stringify({ refresh_token: 'LATER-6' }), known })
  log.failure(
    'broken',
    Object.assign(new Error(`with ${known}`, { cause: new Error('Bearer LATER-7') }), { secret: 'LATER-8' }),
  )
  log.close()
  const written = await text()
  for (const secret of ['CODE-CODE', 'REFRESH', 'LATER', 'token-of-the-box', 'sl.u'])
    t.false(written.includes(secret), `${secret} in ${written}`)
  t.is((await lines()).length, 4)
  t.true(written.includes('broken'))
})

test('a full file is put aside, and only so many are kept', async (t) => {
  const { folder, file } = await logFile(t)
  const log = rotatingFile(file, { bytes: 100, files: 3 })
  for (let line = 1; line <= 12; line++) log.write(`${`line ${line} `.padEnd(39, '.')}\n`)
  log.close()
  t.deepEqual((await readdir(folder)).sort(), ['agent.log', 'agent.log.1', 'agent.log.2'])
  const content = async (name: string) => (await readFile(join(folder, name), 'utf8')).match(/line \d+/g)
  t.deepEqual(await content('agent.log'), ['line 11', 'line 12'])
  t.deepEqual(await content('agent.log.1'), ['line 9', 'line 10'])
  t.deepEqual(await content('agent.log.2'), ['line 7', 'line 8'])
})

test('a log goes on where an earlier one ended', async (t) => {
  const { folder, file } = await logFile(t)
  await writeFile(file, `${'x'.repeat(90)}\n`)
  const log = rotatingFile(file, { bytes: 100, files: 2 })
  log.write('too much for the old one\n')
  log.close()
  t.deepEqual((await readdir(folder)).sort(), ['agent.log', 'agent.log.1'])
})

test('lines that cannot be written are counted, and told of later', async (t) => {
  const { folder, file } = await logFile(t)
  const log = rotatingFile(file, { bytes: 100, files: 2 })
  log.write(`${'x'.repeat(98)}\n`)
  const inTheWay = join(folder, 'agent.log.1', 'x')
  await mkdir(inTheWay, { recursive: true })
  log.write('lost 1\n')
  log.write('lost 2\nlost 3\n')
  await rm(join(folder, 'agent.log.1'), { recursive: true })
  log.write('kept\n')
  log.close()
  t.is(await readFile(file, 'utf8'), '{"event":"log-lines-lost","lines":3}\nkept\n')
})

async function logFile(t: ExecutionContext) {
  const folder = await mkdtemp(join(tmpdir(), 'log-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'agent.log')
  const text = () => readFile(file, 'utf8')
  const lines = async () =>
    (await text())
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
  return { folder, file, text, lines }
}
