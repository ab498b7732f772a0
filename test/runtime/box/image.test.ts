import { writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { cameWithImage, type ImageProbe } from '../../../runtime/box/image.ts'

const file = '/home/ann/.parts/var/dropbox/credentials.json'
const overlay = 0x794c7630
const made = Date.UTC(2026, 10, 21, 12)

function probeOf({
  type = overlay,
  device = 39,
  changed = made - 1000,
  born = made,
}: {
  type?: number
  device?: number
  changed?: number
  born?: number
}): ImageProbe {
  return {
    statfs: async () => ({ type }),
    stat: async (path) =>
      path === '/'
        ? { dev: 39, ctimeMs: made + 5000, birthtimeMs: born }
        : { dev: device, ctimeMs: changed, birthtimeMs: changed },
  }
}

test('a file that is older than the container it lies in came with its image', async (t) => {
  t.true(await cameWithImage(file, probeOf({})))
})

test('a file that was written in the container did not, however often that is stopped and started', async (t) => {
  t.false(await cameWithImage(file, probeOf({ changed: made + 1 })))
})

test('a file on a volume is never taken for one of an image, nor one where there is no overlay or no birth time', async (t) => {
  t.false(await cameWithImage(file, probeOf({ device: 65024 })))
  t.false(await cameWithImage(file, probeOf({ type: 0xef53 })))
  t.false(await cameWithImage(file, probeOf({ born: 0 })))
})

test('a file that is not there is nobody’s', async (t) => {
  const missing = Object.assign(new Error('missing'), { code: 'ENOENT' })
  const probe = {
    ...probeOf({}),
    stat: async () => {
      throw missing
    },
  }
  t.false(await cameWithImage(file, probe))
})

test('a file that this test has just written did not come with an image', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'image-'))
  t.teardown(() => rm(folder, { recursive: true }))
  writeFileSync(join(folder, 'credentials.json'), '{}')
  t.false(await cameWithImage(join(folder, 'credentials.json')))
})
