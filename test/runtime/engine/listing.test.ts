import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import type { UploadRequest } from '../../../runtime/ports/cloud.ts'
import { gate } from './gate.ts'
import { remoteSide } from './remote-side.ts'
import { createBox, emulatorFor, listing } from './test-box.ts'

test('a listing that was begun before an upload was committed does not bring the older content back', async (t) => {
  const emulator = await emulatorFor(t)
  const [sending, listed] = [gate(), gate()]
  let relisting = false
  const box = createBox(t, emulator, {
    between: (cloud) => ({
      ...cloud,
      async changes(cursor, signal) {
        const page = await cloud.changes(cursor, signal)
        if (relisting && cursor === undefined) await listed.pass()
        return page
      },
      async *upload(requests, options) {
        const held = new Map<UploadRequest, UploadRequest>()
        for (const request of requests) {
          const open = async (): ReturnType<UploadRequest['open']> => {
            if (relisting) await sending.pass()
            return request.open()
          }
          held.set({ ...request, open }, request)
        }
        for await (const [request, result] of cloud.upload([...held.keys()], options)) {
          const original = held.get(request)
          if (original !== undefined) yield [original, result]
        }
      },
    }),
  })
  const cloud = remoteSide(emulator)
  box.start()
  await box.settle()
  for (const name of ['a', 'b', 'c']) writeFileSync(join(box.folder, name), 'old')
  await box.settle()
  relisting = true
  emulator.configure({
    pages: { forced: 1 },
    faults: [{ route: 'files/list_folder/continue', kind: 'cursor_reset', count: 1 }],
  })
  writeFileSync(join(box.folder, 'a'), 'new')
  await sending.reached
  const rescanned = box.engine.rescan()
  await listed.reached
  const uploaded = box.told('uploaded', '/a', 2)
  sending.open()
  await uploaded
  listed.open()
  await rescanned
  await box.settle()
  t.is(readFileSync(join(box.folder, 'a'), 'utf8'), 'new')
  t.deepEqual(listing(box.folder), await cloud.listing())
  t.is(box.store.history(100).filter(({ action }) => action === 'downloaded').length, 0)
})

test('a Dropbox that refuses every cursor is not asked without a pause', async (t) => {
  const emulator = await emulatorFor(t)
  const box = createBox(t, emulator)
  const cloud = remoteSide(emulator)
  await cloud.write('/a', 'content')
  emulator.configure({ faults: [{ route: 'files/list_folder/continue', kind: 'cursor_reset' }] })
  const resting = Promise.withResolvers<void>()
  box.engine.listen((status) => {
    if (status.state === 'offline') resting.resolve()
  })
  box.start()
  await resting.promise
  t.is(emulator.stats().routes['files/list_folder'], 2)
  emulator.configure({ faults: [] })
  await box.settle()
  t.deepEqual(listing(box.folder), await cloud.listing())
})
