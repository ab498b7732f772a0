import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { describeLogLine } from '../../../../cli/dropbox/log/line.ts'
import { followLog, lastLines } from '../../../../runtime/agent/log/read-log.ts'
import { rotatingFile } from '../../../../runtime/agent/log/rotating-file.ts'

function logFile(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'log-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'agent.log')
}

test('the last lines are taken from older files too, and none that is still being written', async (t) => {
  const file = logFile(t)
  t.deepEqual((await lastLines(file, 5)).lines, [])
  const log = rotatingFile(file, { bytes: 60, files: 3 })
  for (let line = 0; line < 12; line++) log.write(`line ${line} ünicode\n`)
  log.close()
  appendFileSync(file, 'half a li')
  const numbers = async (count: number) =>
    (await lastLines(file, count)).lines.map((line) => Number(/^line (\d+) ünicode$/.exec(line)?.[1]))
  t.deepEqual(await numbers(2), [10, 11])
  t.deepEqual(await numbers(5), [7, 8, 9, 10, 11])
  t.deepEqual((await numbers(100)).at(-1), 11)
  appendFileSync(file, 'ne\n')
  t.deepEqual((await lastLines(file, 1)).lines, ['half a line'])
})

test('what is written is followed from where the last lines ended, over the change to a new file', async (t) => {
  const file = logFile(t)
  const log = rotatingFile(file, { bytes: 50, files: 3 })
  log.write('known\n')
  const { end } = await lastLines(file, 1)
  const ending = new AbortController()
  const lines: string[] = []
  log.write('first\n')
  for await (const line of followLog(file, end, ending.signal)) {
    lines.push(line)
    // One line at a time, so that the file is replaced between two looks.
    if (lines.length < 8) log.write(`line ${lines.length} of some length\n`)
    else ending.abort()
  }
  log.close()
  t.deepEqual(lines, [
    'first',
    ...Array.from({ length: 7 }, (_, index) => `line ${index + 1} of some length`),
  ])
})

test('a line longer than a piece is followed whole', async (t) => {
  const file = logFile(t)
  const long = 'x'.repeat(200_000)
  appendFileSync(file, `${long}\n`)
  const ending = new AbortController()
  for await (const line of followLog(file, { inode: 0, offset: 0 }, ending.signal)) {
    t.is(line.length, long.length)
    ending.abort()
  }
})

test('a line is shown with its time, what happened, and what belongs to it', (t) => {
  const at = new Date(2026, 10, 21, 15, 4, 5).toISOString()
  const line = (entry: object) =>
    describeLogLine(JSON.stringify({ level: 'info', time: at, pid: 7, ...entry }))
  t.is(
    line({ event: 'synced', action: 'moved here', path: '/a b', files: 3 }),
    '2026-11-21 15:04:05 synced action="moved here" path="/a b" files=3',
  )
  t.is(line({ level: 'warn', event: 'stopped' }), '2026-11-21 15:04:05 WARN stopped')
  t.is(describeLogLine('no \x1b JSON'), 'no \\x1b JSON')
})
