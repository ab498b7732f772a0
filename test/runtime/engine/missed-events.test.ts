import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { createBox, emulatorFor } from './test-box.ts'

test('a look at everything tells the watch what folders there are', async (t) => {
  const emulator = await emulatorFor(t)
  const found = new Set<string>()
  const box = createBox(t, emulator, {
    watch: {
      watch: async (root) => ({
        folders: 1,
        shortfall: undefined,
        found: (folder, folders) => {
          t.true(folder === root || found.has(folder))
          for (const { name } of folders) found.add(`${folder}/${name}`)
        },
        reconcile: async () => undefined,
        close: async () => undefined,
      }),
    },
  })
  mkdirSync(join(box.folder, 'a', 'b'), { recursive: true })
  box.start()
  await box.settle()
  t.true(found.has(join(box.folder, 'a', 'b')))
})

test('what no event tells of is found all the same, and known to have been missed', async (t) => {
  const emulator = await emulatorFor(t)
  const silent = {
    folders: 1,
    shortfall: undefined,
    reconcile: async () => undefined,
    close: async () => undefined,
  }
  const box = createBox(t, emulator, {
    settings: { rescanEvery: 200, rescanAtLeast: 200 },
    watch: { watch: async () => silent },
  })
  box.start()
  await box.settle()
  t.is(box.engine.rescanPeriod().missed, 0)
  let missed = 0
  t.teardown(
    box.engine.listen(() => {
      missed = Math.max(missed, box.engine.rescanPeriod().missed)
    }),
  )
  mkdirSync(join(box.folder, 'shared'))
  writeFileSync(join(box.folder, 'shared', 'by somebody else.txt'), 'over NFS')
  await box.told('uploaded', '/shared/by somebody else.txt')
  t.true(missed > 0)
  missed = 0
  rmSync(join(box.folder, 'shared', 'by somebody else.txt'))
  await box.told('deleted in Dropbox', '/shared/by somebody else.txt')
  t.true(missed > 0)
})
