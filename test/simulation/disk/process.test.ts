import test from 'ava'
import { isDiskError } from '../../../runtime/ports/files.ts'
import { createChance } from '../world/chance.ts'
import { type DiskCall, injectedFault, type ViewSettings } from './disk.ts'
import { newDisk, writeThrough } from './new-disk.ts'

const codeOf = async (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'none',
    (error) => (isDiskError(error) ? error.code : String(error.name)),
  )

/** Whether a promise has settled when everything that can happen by itself has happened. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false
  const note = (): void => {
    settled = true
  }
  promise.then(note, note)
  for (let turn = 0; turn < 50; turn++) await Promise.resolve()
  return settled
}

test('no call of a crashed process ever settles, or each throws, as the world wants it', async (t) => {
  for (const afterCrash of ['hang', 'throw'] as const) {
    const { disk } = newDisk()
    const files = disk.files({ afterCrash })
    const file = await files.openFile('/home/f', 'create')
    files.crash()
    const calls = [files.lstat('/home'), files.list('/home'), file.write(new Uint8Array(1), 0), file.close()]
    for (const call of calls) {
      t.is(await isSettled(call), afterCrash === 'throw')
      if (afterCrash === 'throw') t.is(await codeOf(call), 'Crashed')
    }
    t.is(disk.hands.text('/home/f'), '')
    t.is(files.descriptors, 0)
  }
})

test('a call that waits for its turn when its process crashes has no effect', async (t) => {
  const { disk } = newDisk()
  const turn = Promise.withResolvers<void>()
  const files = disk.files({ turn: () => turn.promise, afterCrash: 'throw' })
  const made = files.mkdir('/home/a')
  files.crash()
  turn.resolve()
  t.is(await codeOf(made), 'Crashed')
  t.false(disk.hands.exists('/home/a'))
})

test('a process can crash right before a call has its effect, or right after', async (t) => {
  for (const moment of ['before', 'after'] as const) {
    const { disk } = newDisk()
    const files = disk.files({
      [moment]: ({ count }: DiskCall) => {
        if (count === 2) files.crash()
      },
    })
    await files.lstat('/home')
    t.false(await isSettled(files.mkdir('/home/a')))
    t.is(disk.hands.exists('/home/a'), moment === 'after')
  }
})

test('a process that is killed in the middle of a large write has written a part', async (t) => {
  const { disk } = newDisk()
  const files = disk.files({
    longestWrite: 1000,
    before({ operation, count }) {
      if (operation === 'file.write' && count > 3) files.crash()
    },
  })
  const file = await files.openFile('/home/f', 'create')
  t.false(await isSettled(file.write(new Uint8Array(5000), 0)))
  t.is(disk.hands.stats('/home/f')?.size, 2000)
})

test('those who look on see every call, and what they throw is thrown', async (t) => {
  const { disk } = newDisk()
  const seen: string[] = []
  const files = disk.files({
    actor: 'agent',
    before({ operation, path, to, count, actor }) {
      seen.push(`${actor} ${count} ${operation} ${path}${to ? ` ${to}` : ''}`)
      if (operation === 'mkdir') throw injectedFault('no-space', path)
    },
    after({ operation, path }) {
      if (operation === 'rename') throw injectedFault('io', path)
    },
  })
  await writeThrough(files, '/home/f', 'x')
  t.is(await codeOf(files.mkdir('/home/a')), 'no-space')
  t.is(await codeOf(files.rename('/home/f', '/home/g')), 'io')
  t.deepEqual(disk.hands.tree('/home'), { g: 'x' }, 'one had no effect, the other had it although it failed')
  t.deepEqual(seen, [
    'agent 1 openFile /home/f',
    'agent 2 file.write /home/f',
    'agent 3 file.close /home/f',
    'agent 4 mkdir /home/a',
    'agent 5 rename /home/f /home/g',
  ])
})

test('calls of several processes come in the order in which the world gives turns, the same for the same seed', async (t) => {
  const run = async (seed: number): Promise<string> => {
    const chance = createChance(seed)
    const waiting: (() => void)[] = []
    const order: string[] = []
    const { disk } = newDisk()
    const settings: Partial<ViewSettings> = {
      turn: () => new Promise((resolve) => waiting.push(resolve)),
      before: ({ actor, count }) => order.push(`${actor}${count}`),
    }
    const work = async (actor: string): Promise<void> => {
      const files = disk.files({ ...settings, actor })
      for (let count = 0; count < 5; count++) await files.lstat('/home')
    }
    const all = Promise.all(['a', 'b', 'c'].map(work))
    for (let left = 15; left > 0; left--) {
      const [next] = waiting.splice(chance.below(waiting.length), 1)
      next?.()
      for (let turn = 0; turn < 10; turn++) await Promise.resolve()
    }
    await all
    return order.join(' ')
  }
  t.is(await run(1), await run(1))
  t.not(await run(1), await run(2))
})

test('a process may have only so many descriptors, and gets the number of one that was closed', async (t) => {
  const { disk } = newDisk()
  const files = disk.files({ mostOpen: 2 })
  const [one] = [await files.openFolder('/home'), await files.openFolder('/')]
  t.is(await codeOf(files.openFolder('/home')), 'too-many-open')
  t.is(await codeOf(files.openFile('/home/f', 'create')), 'too-many-open')
  t.false(disk.hands.exists('/home/f'))
  await one.close()
  await files.mkdir('/other')
  await using other = await files.openFolder('/other')
  t.is(other.at('f'), one.at('f'), 'a path of a closed folder leads elsewhere')
})

test('permissions are asked of all but root', async (t) => {
  const { disk } = newDisk()
  disk.hands.write('/home/shut/f', 'content')
  disk.hands.write('/home/secret', 'content')
  disk.hands.mkdir('/home/fixed')
  disk.hands.chmod('/home/shut', 0o000)
  disk.hands.chmod('/home/secret', 0o200)
  disk.hands.chmod('/home/fixed', 0o555)
  const [person, root] = [disk.files(), disk.files({ user: 0 })]
  t.is(await codeOf(person.list('/home/shut')), 'no-permission')
  t.is(await codeOf(person.lstat('/home/shut/f')), 'no-permission')
  t.is(await codeOf(person.openFile('/home/secret', 'read')), 'no-permission')
  t.is(await codeOf(person.mkdir('/home/fixed/a')), 'no-permission')
  t.is(await codeOf(person.rename('/home/secret', '/home/fixed/f')), 'no-permission')
  t.is(await codeOf(person.chown('/home/secret', 7, 7)), 'no-permission')
  disk.hands.chmod('/home/shut', 0o444)
  const [listed] = await person.list('/home/shut')
  t.true(listed?.stats === undefined && isDiskError(listed?.fault, 'no-permission'))
  t.is((await root.list('/home/shut')).length, 1)
  disk.hands.chown('/home/secret', 7, 7)
  disk.hands.chmod('/home/secret', 0o777)
  t.is(await codeOf(person.chmod('/home/secret', 0o700)), 'no-permission')
  t.is(await codeOf(person.utimes('/home/secret', 1)), 'no-permission')
})
