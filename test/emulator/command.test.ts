import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { request } from 'node:https'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import test, { type ExecutionContext } from 'ava'
import { runCommand } from '../../emulator/command.ts'
import { emulate, temporaryFolder } from './emulation.ts'

const BIN = join(import.meta.dirname, '../../emulator/bin.ts')
const CERT = join(import.meta.dirname, 'fixtures/localhost.cert.pem')
const KEY = join(import.meta.dirname, 'fixtures/localhost.key.pem')

function run(t: ExecutionContext, ...flags: string[]) {
  const child = spawn(process.execPath, [BIN, ...flags], { stdio: ['ignore', 'pipe', 'pipe'] })
  t.teardown(() => child.kill('SIGKILL'))
  return child
}

/** What the program says on standard error when it does not start, in this process. */
async function fails(t: ExecutionContext, ...flags: string[]): Promise<string> {
  const output: string[] = []
  const errors: string[] = []
  const outcome = await runCommand(flags, {
    print: (text) => void output.push(text),
    warn: (text) => void errors.push(text),
  })
  if (typeof outcome !== 'number') await outcome.close()
  t.is(outcome, 1)
  t.deepEqual(output, [])
  return errors.join('')
}

async function starts(t: ExecutionContext, ...flags: string[]) {
  const child = run(t, ...flags)
  const [line] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string]
  return { child, line }
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  test(`it says where it listens, serves, and ends cleanly on ${signal}`, async (t) => {
    const { child, line } = await starts(t, '--port', '0', '--data', await temporaryFolder(t))
    t.regex(line, /^Dropbox emulator listening on http:\/\/127\.0\.0\.1:\d+\n$/)
    const url = line.trim().split(' ').at(-1)
    t.is((await fetch(`${url}/emulator/stats`)).status, 200)
    child.kill(signal)
    const [code] = await once(child, 'close')
    t.is(code, 0)
  })
}

test('with a certificate it listens by https', async (t) => {
  const { line } = await starts(t, '--data', await temporaryFolder(t), '--tls-cert', CERT, '--tls-key', KEY)
  t.regex(line, /^Dropbox emulator listening on https:\/\/127\.0\.0\.1:\d+\n$/)
  const ca = await readFile(CERT)
  const response = await new Promise<number | undefined>((resolve, reject) => {
    request(`${line.trim().split(' ').at(-1)}/emulator/stats`, { ca }, (answer) => {
      answer.resume()
      resolve(answer.statusCode)
    })
      .on('error', reject)
      .end()
  })
  t.is(response, 200)
})

test('--verbose tells each request on standard error, without what its address holds', async (t) => {
  const { child, line } = await starts(t, '--data', await temporaryFolder(t), '--verbose')
  const told = once(child.stderr.setEncoding('utf8'), 'data')
  await fetch(`${line.trim().split(' ').at(-1)}/2/files/download?authorization=secret`)
  const [log] = (await told) as [string]
  t.regex(log, /^GET \/2\/files\/download 400 \d+ ms\n$/)
})

test('--help and --version answer on standard output', async (t) => {
  for (const [flag, expected] of [
    ['--help', /--tls-cert <file>/],
    ['--version', /^\d+\.\d+\.\d+/],
  ] as const) {
    const child = run(t, flag)
    const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'close')])
    t.regex(output, expected)
    t.is(code, 0)
  }
})

test('what keeps it from starting is one sentence', async (t) => {
  const folder = await temporaryFolder(t)
  const taken = await emulate(t)
  const data = join(folder, 'data')
  const file = join(folder, 'file')
  const broken = join(folder, 'broken')
  await writeFile(file, 'no folder')
  await mkdir(broken)
  await writeFile(join(broken, 'state.db'), 'no database'.repeat(100))
  const sentences: [string[], RegExp][] = [
    [['--data', data, '--port', String(taken.port)], /^Port \d+ on 127\.0\.0\.1 is in use: .*--port.*\.\n$/],
    [['--data', file], /^.*file is not a folder: .*--data\.\n$/],
    [['--data', '/proc/nowhere'], /^Cannot write to \/proc\/nowhere: .*--data\.\n$/],
    [['--data', data, '--tls-cert', CERT], /^--tls-cert and --tls-key belong together.*\.\n$/],
    [['--data', data, '--tls-cert', '/none', '--tls-key', KEY], /^Cannot read \/none: ENOENT\.\n$/],
    [['--data', data, '--tls-cert', file, '--tls-key', KEY], /^.*file holds no CERTIFICATE in PEM form\.\n$/],
    [['--data', data, '--port', '70000'], /A port is a number from 0 to 65535\.\n$/],
    [['--data', ''], /It must not be empty\.\n$/],
    [['--data', data, '--host', ''], /It must not be empty\.\n$/],
    [['--data', broken], /^.*broken does not hold what an emulator kept: .*--data\.\n$/],
    [['--colour'], /^error: unknown option '--colour'\n/],
    [['extra'], /^error: too many arguments/],
  ]
  for (const [flags, sentence] of sentences) t.regex(await fails(t, ...flags), sentence)
})

test('a folder serves one emulator at a time', async (t) => {
  const data = await temporaryFolder(t)
  await starts(t, '--data', data)
  const child = run(t, '--data', data)
  const [errors, output, [code]] = await Promise.all([
    text(child.stderr),
    text(child.stdout),
    once(child, 'close'),
  ])
  t.regex(errors, /is in use by another emulator: .*--data\.\n$/)
  t.deepEqual([output, code], ['', 1])
})
