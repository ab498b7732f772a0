import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { settledBox } from './settled-box.ts'

test('what was done on the box is told as people spell it', async (t) => {
  const { box, cloud } = await settledBox(t)
  await cloud.write('/Papers/Drafts/One.txt', 'one')
  await cloud.write('/Papers/Two.txt', 'two')
  await box.settle()
  await cloud.move('/Papers/Two.txt', '/Papers/Drafts/Second.txt')
  await cloud.delete('/Papers/Drafts/One.txt')
  await box.settle()
  await box.stop()
  writeFileSync(join(box.folder, 'Papers', 'Drafts', 'Second.txt'), 'changed here')
  await cloud.write('/Papers/Drafts/Second.txt', 'changed there')
  box.start()
  await box.settle()
  const told = box.store
    .history(100)
    .filter(({ action }) => ['made here', 'moved here', 'deleted here', 'conflict copy'].includes(action))
    .map(({ action, path, detail }) => [action, path.replace(/ \(.*\)/, ' (copy)'), detail ?? ''].join(' '))
  t.deepEqual(told.toSorted(), [
    'conflict copy /Papers/Drafts/Second (copy).txt /Papers/Drafts/Second.txt',
    'deleted here /Papers/Drafts/One.txt ',
    'made here /Papers ',
    'made here /Papers/Drafts ',
    'moved here /Papers/Drafts/Second.txt /Papers/Two.txt',
  ])
})
