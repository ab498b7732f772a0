import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { gate } from './gate.ts'
import { remoteSide } from './remote-side.ts'
import { createBox, emulatorFor } from './test-box.ts'

test('a download that a kill interrupted goes on where it was', async (t) => {
  const emulator = await emulatorFor(t)
  const halfway = gate()
  const offsets: number[] = []
  const box = createBox(t, emulator, {
    between: (cloud) => ({
      ...cloud,
      download(request, write, options) {
        offsets.push(request.offset)
        let arrived = 0
        const slowly = async (chunk: Uint8Array): Promise<void> => {
          await write(chunk)
          arrived += chunk.byteLength
          if (offsets.length === 1 && arrived > 2_000_000) await halfway.pass()
        }
        return cloud.download(request, slowly, options)
      },
    }),
  })
  const cloud = remoteSide(emulator)
  const content = 'x'.repeat(4_000_000)
  await cloud.write('/large', content)
  box.start()
  await halfway.reached
  await box.kill()
  box.start()
  await box.settle()
  t.is(readFileSync(join(box.folder, 'large'), 'utf8'), content)
  t.is(offsets.length, 2)
  t.true((offsets[1] ?? 0) > 1_000_000)
})
