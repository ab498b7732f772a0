import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import type { ConfigChanges } from '../../../emulator/server.ts'
import { remoteSide } from './remote-side.ts'
import { createBox, emulatorFor, listing } from './test-box.ts'

type Faults = NonNullable<ConfigChanges['faults']>

const cases: Readonly<Record<string, Faults>> = {
  'answers that are no JSON': [{ route: '*', kind: 'bad_json', probability: 0.2 }],
  'bytes that change on the way': [{ route: 'files/*', kind: 'wrong_bytes', probability: 0.3 }],
  'tokens that expire': [{ route: 'files/*', kind: 'expired_token', probability: 0.2 }],
  'a Dropbox that is full': [{ route: 'files/upload*', kind: 'insufficient_space', count: 4 }],
  'other writers': [{ route: 'files/*', kind: 'too_many_write_operations', probability: 0.2, retryAfter: 0 }],
  'hashes that are wrong in answers to uploads': [
    { route: 'files/upload*', kind: 'wrong_hash', probability: 0.5 },
  ],
  silence: [{ route: 'files/*', kind: 'timeout', probability: 0.1 }],
  'everything at once': [
    { route: 'files/upload*', kind: 'lost', probability: 0.15 },
    { route: 'files/download', kind: 'truncate', probability: 0.3 },
    { route: 'files/download', kind: 'wrong_bytes', probability: 0.2 },
    { route: 'files/list_folder/continue', kind: 'cursor_reset', count: 3 },
    { route: '*', kind: '500', probability: 0.05 },
    { route: '*', kind: 'reset', probability: 0.05 },
  ],
}

for (const [what, faults] of Object.entries(cases)) {
  test(`under ${what} everything arrives in the end, once`, async (t) => {
    const emulator = await emulatorFor(t)
    const box = createBox(t, emulator, { silence: 300 })
    const cloud = remoteSide(emulator)
    box.start()
    await box.settle()
    await cloud.write('/from the cloud/large', 'a'.repeat(300_000))
    await cloud.write('/from the cloud/small', 'b')
    mkdirSync(join(box.folder, 'from the box'))
    for (let index = 0; index < 8; index++)
      writeFileSync(join(box.folder, 'from the box', `${index}`), `${index}`)
    emulator.configure({ faults })
    await box.engine.rescan()
    await box.engine.rescan()
    emulator.configure({ faults: [] })
    await box.settle()
    t.deepEqual(listing(box.folder), await cloud.listing())
    t.is(Object.keys(listing(box.folder)).length, 12)
  })
}
