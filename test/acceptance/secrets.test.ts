import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { addressIn, allow, linkByPipe } from '../cli/init/person.ts'
import { type Box, installedPart, type Outcome } from '../installed/box.ts'
import { encodingsOf, filesWithSecrets, secretsIn } from '../installed/secrets.ts'
import { emulatorFor } from '../runtime/engine/test-box.ts'
import { wireTap } from './wire-tap.ts'

test('a secret is found in every encoding', (t) => {
  const secret = 'sl.u.AbC-123_xyz~9+/='
  for (const before of ['', 'x', 'xy'])
    for (const hidden of [
      before + secret,
      before + encodeURIComponent(secret),
      before + JSON.stringify({ secret }),
      before + Buffer.from(secret).toString('hex'),
      Buffer.from(`${before}${secret}after`).toString('base64'),
      Buffer.from(`${before}${secret}after`).toString('base64url'),
    ])
      t.deepEqual(secretsIn(Buffer.from(hidden), [secret]), ['sl.u.A…'], hidden)
  t.deepEqual(secretsIn(Buffer.from('sl.u.AbC-123'), [secret]), [])
  t.true(encodingsOf(secret).every((text) => text.length > 12))
})

test('no byte that a box writes, and no word that it says, holds a secret', async (t) => {
  t.timeout(300_000)
  const emulator = await emulatorFor(t)
  const tap = await wireTap(t, emulator.url)
  const box = await installedPart(t, { DROPBOX_API_URL: tap.url, DROPBOX_APP_KEY: 'emulatorappkey0' })
  const said: string[] = []
  const say = ({ stdout, stderr }: Outcome): void => void said.push(stdout, stderr)
  const tell = async (...words: string[]): Promise<void> => say(await box.dropbox(...words, '--verbose'))
  const folder = join(box.home, 'Dropbox')

  // A code that is none, then one that is.
  const wrong = await linkByPipe(box, ['--yes', '--verbose'], async () => 'wrong-code-0123456789')
  t.not(wrong.exitCode, 0)
  say(wrong)
  t.true(tap.secrets.has('wrong-code-0123456789'))
  const linked = await linkByPipe(box, ['--yes', '--verbose', '--start'], allow)
  t.is(linked.exitCode, 0, linked.stderr)
  t.not(addressIn(linked.stdout), undefined)
  say(linked)

  // Work, with everything going wrong on the way.
  mkdirSync(join(folder, 'work'))
  for (let index = 0; index < 20; index++) writeFileSync(join(folder, 'work', `${index}`), `text ${index}`)
  emulator.configure({
    faults: [
      { route: 'files/*', kind: 'expired_token', count: 2 },
      { route: 'files/*', kind: '500', count: 3 },
      { route: 'files/*', kind: '429', count: 1, retryAfter: 0 },
      { route: 'files/upload*', kind: 'reset', count: 1 },
    ],
  })
  await tell('rescan')
  for (const words of [['status'], ['status', '--json'], ['problems', '--json'], ['exclude']])
    await tell(...words)

  const pid = await pidOf(box)
  t.notDeepEqual(pid, undefined)
  const commandLine = readFileSync(`/proc/${pid}/cmdline`)
  const environment = readFileSync(`/proc/${pid}/environ`)

  process.kill(Number(pid), 'SIGKILL')
  await tell('status', '--json')
  // A shell that lets programs leave core files.
  say(await box.run('sh', ['-c', 'ulimit -c unlimited; parts start dropbox --verbose']))
  const limits = readFileSync(`/proc/${await pidOf(box)}/limits`, 'utf8')
  t.regex(limits, /^Max core file size +0 +0 /m)
  await tell('rescan')
  // The link is ended elsewhere.
  await fetch(`${emulator.url}/emulator/tokens/revoke`, { method: 'POST' })
  await tell('rescan')
  await tell('status', '--json')
  say(await box.run('dropbox_init', ['--yes', '--verbose']))
  say(await box.parts('stop', 'dropbox'))

  t.true(tap.secrets.size >= 5, [...tap.secrets].map((secret) => secret.slice(0, 4)).join())
  t.deepEqual(secretsIn(Buffer.from(said.join('\n')), tap.secrets), [], 'what was said')
  t.deepEqual(secretsIn(commandLine, tap.secrets), [], 'the command line')
  t.deepEqual(secretsIn(environment, tap.secrets), [], 'the environment')
  t.deepEqual(filesWithSecrets(box.home, tap.secrets), [])
})

async function pidOf(box: Box): Promise<number | undefined> {
  const { pid } = JSON.parse((await box.dropbox('status', '--json')).stdout) as { pid?: number }
  return pid
}
