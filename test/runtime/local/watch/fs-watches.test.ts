import { EventEmitter, once } from 'node:events'
import { writeFileSync } from 'node:fs'
import test from 'ava'
import { fsWatches } from '../../../../runtime/local/watch/fs-watches.ts'
import { temporaryFolder } from '../temporary-folder.ts'

test('what happens in a folder is told, with its name and what the folder was given as, until the watch is closed', async (t) => {
  const folder = await temporaryFolder(t)
  const told = new EventTarget()
  const names = new Set<string>()
  const watch = fsWatches(
    (item: string, _event, name) => {
      names.add(`${item} ${name}`)
      told.dispatchEvent(new Event(item))
    },
    () => t.fail(),
  )
  const first = watch(folder, 'first')
  writeFileSync(`${folder}/new`, 'x')
  await once(told, 'first')
  t.deepEqual([...names], ['first new'])
  first.close()
  const second = watch(folder, 'second')
  writeFileSync(`${folder}/newer`, 'x')
  while (!names.has('second newer')) await once(told, 'second')
  t.false(names.has('first newer'))
  second.close()
})

test('that a watch has failed is told, and thrown at nobody', async (t) => {
  let failures = 0
  const watch = fsWatches(
    () => t.fail(),
    () => failures++,
  )(await temporaryFolder(t), undefined)
  t.true(watch instanceof EventEmitter)
  if (watch instanceof EventEmitter) watch.emit('error', new Error('overrun'))
  t.is(failures, 1)
  watch.close()
})

test('a folder that is not there cannot be watched', async (t) => {
  const folder = await temporaryFolder(t)
  const nothing = (): void => undefined
  t.throws(() => fsWatches(nothing, nothing)(`${folder}/none`, undefined), { code: 'ENOENT' })
})
