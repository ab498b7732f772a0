import test from 'ava'
import { newDisk } from './new-disk.ts'
import { saveHabits, saveSteps } from './saves.ts'

for (const habit of saveHabits) {
  test(`saved ${habit}, a file has the new content and nothing else is left`, (t) => {
    const { disk } = newDisk()
    for (const content of ['first', 'second']) {
      for (const step of saveSteps(disk.hands, '/home/f', content, habit)) step()
      t.deepEqual(disk.hands.tree('/home'), { f: content })
    }
  })

  test(`cut off while it is saved ${habit}, a file has both contents in no place or in two`, (t) => {
    const { disk } = newDisk()
    const steps = saveSteps(disk.hands, '/home/f', 'second', habit)
    for (let taken = 0; taken < steps.length; taken++) {
      disk.hands.write('/home/f', 'first')
      const saved = disk.snapshot()
      for (const step of steps.slice(0, taken)) step()
      const contents = Object.values(disk.hands.tree('/home'))
      const isWhole = contents.includes('first') || contents.includes('second')
      // In place there is a moment without either.
      t.is(isWhole, habit !== 'in-place' || taken === 0)
      disk.restore(saved)
    }
  })
}

test('a program that has a file open goes on writing wherever the file is', (t) => {
  const { disk } = newDisk()
  disk.hands.write('/home/log', 'one')
  const writer = disk.hands.open('/home/log')
  disk.hands.rename('/home/log', '/home/moved')
  writer.append(' two')
  writer.write('ONE', 0)
  t.is(disk.hands.text('/home/moved'), 'ONE two')
  disk.hands.remove('/home/moved')
  writer.append(' three')
  writer.close()
  t.throws(() => writer.append(' four'))
  t.deepEqual(disk.hands.list('/home'), [])
})
