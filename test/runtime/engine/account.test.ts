import test from 'ava'
import { settledBox } from './settled-box.ts'

test('nothing of another account is even looked at', async (t) => {
  const { emulator, box } = await settledBox(t)
  await box.stop()
  box.store.setValue('account', 'dbid:somebody else')
  const cursor = box.store.cursor()
  const listed = emulator.stats().routes['files/list_folder/continue']
  box.start()
  t.like(await box.reach('halted'), { halts: [{ reason: 'account-changed' }] })
  t.is(box.store.cursor(), cursor)
  t.is(emulator.stats().routes['files/list_folder/continue'], listed)
})
