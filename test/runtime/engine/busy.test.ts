import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { nodeFiles } from '../../../runtime/local/node-files.ts'
import { hookedFiles } from '../local/hooked-files.ts'
import { remoteSide } from './remote-side.ts'
import { createBox, emulatorFor } from './test-box.ts'

const others = 10

/** A program that appends to a file without a pause: at each turn of the event loop, and whenever anybody has read from it. */
function busyWriter(t: ExecutionContext, path: string): { readonly write: () => void } {
  let lines = 0
  let over = false
  const write = (): void => {
    if (!over) appendFileSync(path, `line ${++lines}\n`)
  }
  const turn = (): void => {
    if (over) return
    write()
    setTimeout(turn, 1)
  }
  turn()
  t.teardown(() => {
    over = true
  })
  return { write }
}

for (const [what, size] of [
  ['a small file', 10],
  ['a large file', 9_000_000],
] as const)
  test(`${what} that is appended to without a pause holds up nothing beside it, and is in Dropbox as it was at one moment`, async (t) => {
    const emulator = await emulatorFor(t)
    let writer: { readonly write: () => void } | undefined
    const box = createBox(t, emulator, {
      settings: { stillness: 100 },
      files: hookedFiles(nodeFiles(), ({ name, path }) => {
        if (name === 'file.read' && path.endsWith('/busy')) writer?.write()
      }),
    })
    const cloud = remoteSide(emulator)
    mkdirSync(box.folder)
    const busy = join(box.folder, 'busy')
    box.start()
    await box.settle()
    writeFileSync(busy, Buffer.alloc(size, 'x'))
    writer = busyWriter(t, busy)
    for (let number = 0; number < others; number++) {
      const name = `other ${number}`
      writeFileSync(join(box.folder, name), `saved as number ${number}`)
      await box.told('uploaded', `/${name}`)
      writeFileSync(join(box.folder, 'saved again'), `for the ${number}. time`)
    }
    await box.told('uploaded', '/saved again')
    await box.told('uploaded', '/busy')
    const inDropbox = await cloud.read('/busy')
    const here = readFileSync(busy)
    t.true(inDropbox.byteLength >= size)
    t.true(here.subarray(0, inDropbox.byteLength).equals(inDropbox))
    t.is(Object.keys(await cloud.listing()).length, others + 2)
  })
