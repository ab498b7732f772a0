import { getEventListeners } from 'node:events'
import test from 'ava'
import { createThrottle, pacing } from '../../../../runtime/cloud/connection/throttle.ts'
import { bytesOf, emulatedDropbox, fileToUpload, listed, uploaded } from '../emulated-dropbox.ts'
import { createVirtualClock } from '../virtual-clock.ts'

const megabyte = 1024 * 1024

test('what goes up and what comes down takes the time that the limit gives it', async (t) => {
  const { cloud, clock } = await emulatedDropbox(t, { bandwidth: { down: megabyte / 2, up: megabyte / 4 } })
  const file = fileToUpload('/large.bin', bytesOf(12 * megabyte, 1))
  const began = clock.monotonic()
  await uploaded(cloud, [file])
  const up = clock.monotonic() - began
  t.true(Math.abs(up - 48_000) < 2400, `${up}`)

  const [remote] = [...(await listed(cloud)).values()]
  if (remote?.kind !== 'file') return t.fail()
  const from = clock.monotonic()
  const received: Uint8Array[] = []
  const take = async (chunk: Uint8Array): Promise<void> => void received.push(chunk.slice())
  await cloud.download({ path: '/large.bin', file: remote, offset: 0 }, take, {
    signal: new AbortController().signal,
  })
  const down = clock.monotonic() - from
  t.true(Math.abs(down - 24_000) < 1200, `${down}`)
  t.true(Buffer.concat(received).equals(bytesOf(12 * megabyte, 1)))
})

test('a limit that is set while a file goes up holds for the rest of it', async (t) => {
  const { cloud, clock } = await emulatedDropbox(t)
  const file = fileToUpload('/large.bin', bytesOf(12 * megabyte, 1))
  let sent = 0
  const results = cloud.upload([file], {
    signal: new AbortController().signal,
    sessions: { get: () => undefined, put: () => undefined, delete: () => undefined },
    progress: (_, bytes) => {
      sent += bytes
      if (sent >= 4 * megabyte && sent - bytes < 4 * megabyte)
        cloud.throttle({ down: undefined, up: megabyte })
    },
  })
  const began = clock.monotonic()
  for await (const [, result] of results) t.true(result.ok)
  const took = clock.monotonic() - began
  t.true(took > 6000 && took < 9000, `${took}`)
})

test('the pieces that pass are small where the limit is low, and all of it comes', async (t) => {
  const clock = createVirtualClock()
  const { up } = createThrottle(clock, { down: undefined, up: 40_000 })
  const sizes: number[] = []
  for await (const piece of pacing(up, new Uint8Array(100_000), 65_536, undefined))
    sizes.push(piece.byteLength)
  t.is(
    sizes.reduce((sum, size) => sum + size, 0),
    100_000,
  )
  t.true(Math.max(...sizes) <= 2048)
})

test('who is called off waits no longer, and nothing listens on', async (t) => {
  const clock = createVirtualClock()
  const endless = { ...clock, sleep: (_: number, signal?: AbortSignal) => untilAborted(signal) }
  const throttle = createThrottle(endless, { down: 1, up: 1 })
  const controller = new AbortController()
  const waiting = throttle.down.pass(1_000_000, controller.signal)
  controller.abort()
  await t.throwsAsync(async () => waiting, { name: 'AbortError' })
  const other = new AbortController()
  const released = throttle.up.pass(1_000_000, other.signal)
  throttle.set({ down: undefined, up: undefined })
  await released
  t.is(getEventListeners(other.signal, 'abort').length, 0)
})

async function untilAborted(signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined || signal.aborted) return
  const { promise, resolve } = Promise.withResolvers<void>()
  signal.addEventListener('abort', () => resolve(), { once: true })
  await promise
}
