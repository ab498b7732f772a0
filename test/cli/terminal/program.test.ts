import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { execa } from 'execa'
import { quickDisk } from '../../quick-disk.ts'

async function run(program: string, ...operands: string[]) {
  const { stdout, stderr, exitCode } = await execa(
    process.execPath,
    [join(import.meta.dirname, program), ...operands],
    {
      reject: false,
    },
  )
  return { stdout, stderr, exitCode }
}

test('a program that ends well has exit code 0', async (t) => {
  t.deepEqual(await run('failing.ts', 'not at all'), { stdout: 'working', stderr: '', exitCode: 0 })
})

test('a failure is one sentence on standard error, by kind', async (t) => {
  t.deepEqual(await run('failing.ts', 'usage'), {
    stdout: 'working',
    stderr: 'There is no --foo.',
    exitCode: 2,
  })
  t.deepEqual(await run('failing.ts', 'known'), {
    stdout: 'working',
    stderr: 'The disk is full.',
    exitCode: 1,
  })
  t.deepEqual(await run('failing.ts', 'bug'), {
    stdout: 'working',
    stderr: 'Unexpected failure: x is not a function (--verbose shows where; please report it)',
    exitCode: 1,
  })
})

test('verbose adds where it happened and what caused it, but never what else an error holds', async (t) => {
  const { stderr } = await run('failing.ts', 'known', 'verbose')
  t.regex(stderr, /^The disk is full\.\nError: The disk is full\.\n +at (.|\n)*\nError: ENOSPC below\n +at /)
  t.false(stderr.includes('hunter2'))
})

test('quiet leaves out what goes on', async (t) => {
  t.deepEqual(await run('failing.ts', 'known', 'quiet'), {
    stdout: '',
    stderr: 'The disk is full.',
    exitCode: 1,
  })
})

test('a reader that goes away ends the program without a word', async (t) => {
  const program = `"${process.execPath}" "${join(import.meta.dirname, 'failing.ts')}" lines`
  const { stdout, stderr, exitCode } = await execa('bash', ['-c', `set -o pipefail; ${program} | head -1`], {
    reject: false,
  })
  t.deepEqual([stdout, stderr, exitCode], ['working', '', 0])
})

test('output that cannot be written, and a current folder that is gone, are one sentence', async (t) => {
  const program = `"${process.execPath}" "${join(import.meta.dirname, 'failing.ts')}"`
  const full = await execa('bash', ['-c', `${program} lines >/dev/full`], { reject: false })
  t.regex(full.stderr, /^What this prints cannot be written: ENOSPC: .*$/)
  t.is(full.exitCode, 1)
  const folder = mkdtempSync(join(quickDisk(), 'gone-'))
  const gone = await execa('bash', ['-c', `cd "${folder}" && rmdir "${folder}" && ${program} folder`], {
    reject: false,
  })
  t.is(gone.stderr, 'The folder that you are in is not there any more. Go to another one.')
  t.is(gone.exitCode, 2)
})

test('a reader that is slow gets everything', async (t) => {
  const writer = execa(process.execPath, [join(import.meta.dirname, 'failing.ts'), 'lines'], {
    buffer: false,
  })
  // Read only when the program has written its last line, or as much as fits into the pipe.
  await once(writer.stdout, 'readable')
  let text = ''
  for await (const chunk of writer.stdout) text += chunk
  t.is(text.split('\n').length, 100_002)
  t.is((await writer).exitCode, 0)
})

for (const [signal, exitCode] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const) {
  test(`${signal} lets a command clean up, and ends it with ${exitCode}`, async (t) => {
    const running = execa(process.execPath, [join(import.meta.dirname, 'waiting.ts')], { reject: false })
    for await (const line of running) {
      if (line === 'waiting') running.kill(signal)
    }
    const { stdout, stderr, exitCode: code } = await running
    t.deepEqual([stdout, stderr, code], ['waiting\ncleaned up', '', exitCode])
  })
}
