import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import test from 'ava'
import type { Emulator } from '../../emulator/server.ts'
import { emulatorFor } from '../runtime/engine/test-box.ts'
import { type LinkedBox, linkedBox } from './linked-box.ts'
import { hashesInDropbox, hashesOnDisk } from './trees.ts'

const files = 1_500

function writeTree(folder: string): void {
  for (let index = 0; index < files; index++) {
    const sub = join(folder, `folder ${index % 30}`)
    mkdirSync(sub, { recursive: true })
    writeFileSync(join(sub, `file ${index}`), `content ${index} `.repeat(1 + (index % 200)))
  }
}

/** ms of watching what moves between two looks at whether there is anything left to move. */
const watching = 500

/** ms between two looks at what moved: the emulator is in this process, and must get on meanwhile. */
const betweenLooks = 2

/** Kills the agent without a warning once it has moved some content, or has nothing left to move, and starts it again. */
async function killInTheMiddle(box: LinkedBox, moved: () => number): Promise<void> {
  const pid = await box.pid()
  const before = moved()
  while (moved() === before) {
    const until = performance.now() + watching
    while (moved() === before && performance.now() < until) await pause(betweenLooks)
    if (moved() === before && (await box.status()).state === 'up-to-date') break
  }
  process.kill(pid, 'SIGKILL')
  const started = await box.parts('start', 'dropbox')
  if (started.exitCode !== 0) throw new Error(started.stderr)
}

const up = (emulator: Emulator) => (): number => emulator.stats().contentBytesUp
const down = (emulator: Emulator) => (): number => emulator.stats().contentBytesDown

test('an agent that is killed while it sends, and while it fetches, finishes after a start: nothing lost, nothing doubled', async (t) => {
  t.timeout(300_000)
  const emulator = await emulatorFor(t)
  emulator.configure({ latency: { rpc: 20, content: 20, commitBase: 50 } })
  const { access_token } = emulator.issueToken()
  const one = await linkedBox(t, emulator, '--start')
  writeTree(join(one.folder, 'data'))
  for (let kill = 0; kill < 3; kill++) await killInTheMiddle(one, up(emulator))
  await one.settle()
  t.is(hashesOnDisk(join(one.folder, 'data')).size, files + 30)
  t.deepEqual(
    await hashesInDropbox(emulator.url, access_token, '/data'),
    hashesOnDisk(join(one.folder, 'data')),
  )

  const two = await linkedBox(t, emulator, '--sync', '/data', '--start')
  for (let kill = 0; kill < 3; kill++) await killInTheMiddle(two, down(emulator))
  await two.settle()
  t.deepEqual(hashesOnDisk(two.folder), hashesOnDisk(one.folder))
  t.deepEqual(
    await hashesInDropbox(emulator.url, access_token, '/data'),
    hashesOnDisk(join(one.folder, 'data')),
  )
})
