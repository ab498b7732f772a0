import { readdirSync } from 'node:fs'
import test from 'ava'
import { remoteSide } from './remote-side.ts'
import { createBox, emulatorFor } from './test-box.ts'

for (const [what, name] of [
  ['a control character', 'tab\there'],
  ['a line break', 'two\nlines'],
  ['a replacement character', 'odd \ufffd'],
] as const) {
  test(`a file in Dropbox whose name holds ${what} stays there, and the box tells why it does not come`, async (t) => {
    const emulator = await emulatorFor(t)
    const box = createBox(t, emulator)
    const cloud = remoteSide(emulator)
    await cloud.write(`/${name}`, 'precious')
    await cloud.write(`/folder ${name}/inside`, 'precious')
    box.start()
    await box.settle()
    await box.settle()
    t.is(String(await cloud.read(`/${name}`)), 'precious')
    t.is(String(await cloud.read(`/folder ${name}/inside`)), 'precious')
    t.deepEqual(readdirSync(box.folder), ['.dropbox.cache'])
    t.deepEqual(
      box.engine
        .problems()
        .map(({ path, why }) => [path, why.reason])
        .sort(),
      [
        [`/${name}`, 'name'],
        [`/folder ${name}`, 'name'],
      ].sort(),
    )
  })
}
