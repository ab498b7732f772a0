import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import test from 'ava'
import { type DropboxBox, isSynced, linkedBox } from './linked-box.ts'

/** Runs a command that goes on until it is interrupted; gives its lines until one is as wanted, and its exit code after Ctrl-C. */
async function follow(
  box: DropboxBox,
  words: readonly string[],
  cause: () => void,
  wanted: (line: string) => boolean,
): Promise<{ readonly lines: readonly string[]; readonly exitCode: unknown }> {
  const program = spawn(join(box.home, '.parts', 'bin', 'dropbox'), words, { env: box.env })
  const lines: string[] = []
  for await (const line of createInterface({ input: program.stdout })) {
    if (lines.push(line) === 1) cause()
    if (!wanted(line)) continue
    program.kill('SIGINT')
    break
  }
  const [exitCode] = program.exitCode === null ? await once(program, 'exit') : [program.exitCode]
  return { lines, exitCode }
}

test('what is under way, what was synced and what the log says are shown, and followed until Ctrl-C', async (t) => {
  const box = await linkedBox(t, ['--sync-all', '--start'])
  mkdirSync(join(box.folder, 'a'), { recursive: true })
  writeFileSync(join(box.folder, 'a', 'notes.txt'), 'x')
  await box.put('/there.txt', 'y')
  await box.reports((report) => isSynced(report) && report.files === 2)
  t.deepEqual(await box.here('activity'), { stdout: 'Up to date', stderr: '', exitCode: 0 })
  t.like(JSON.parse((await box.here('activity', '--json')).stdout), { transfers: [], more: 0, up: 0 })

  const plain = await follow(
    box,
    ['activity', '-f'],
    () => renameSync(join(box.folder, 'a', 'notes.txt'), join(box.folder, 'plan.txt')),
    (line) => line.startsWith('moved'),
  )
  t.is(plain.exitCode, 130)
  t.is(plain.lines.at(-1), 'moved in Dropbox: /plan.txt (/a/notes.txt)')
  await box.reports(isSynced)

  const { stdout } = await box.here('history', '-n', '1')
  t.regex(stdout, /^\d{4}-\d\d-\d\d \d\d:\d\d {2}moved in Dropbox {2}\/plan\.txt \(\/a\/notes\.txt\)$/)
  const about = JSON.parse((await box.hereIn(join(box.folder, 'a'), 'history', 'notes.txt', '--json')).stdout)
  t.deepEqual(
    about.map(({ action }: { action: string }) => action),
    ['moved in Dropbox', 'uploaded'],
  )
  t.deepEqual(Object.keys(about[0]), ['at', 'action', 'path', 'detail', 'box'])
  t.is((await box.here('history', '/nothing', '--since', '3d')).stdout, 'Nothing was synced.')
  t.is((await box.here('history', '-n', '0')).exitCode, 2)

  const log = await follow(
    box,
    ['log', '-f', '-n', '3'],
    () => writeFileSync(join(box.folder, 'last.txt'), 'z'),
    (line) => line.includes('last.txt'),
  )
  t.is(log.exitCode, 130)
  t.regex(log.lines.at(-1) ?? '', /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d synced action=uploaded path=\/last\.txt$/)

  await box.here('stop')
  t.like(JSON.parse((await box.here('log', '-n', '1', '--json')).stdout), {
    level: 'info',
    event: 'ended',
  })
  t.regex((await box.here('history', '-n', '1')).stdout, /uploaded {2}\/last\.txt$/)
  t.is((await box.here('activity')).exitCode, 3)
})
