import test from 'ava'
import { drained, listed, pageRead, type Reader } from '../../runtime/cloud/cloud-calls.ts'
import { createChance } from '../world/chance.ts'
import { drawHabits, usualHabits } from './account/habits.ts'
import { createIdleClock } from './idle-clock.ts'
import { doSomething } from './random-hands.ts'
import { createSimulatedDropbox } from './simulated-dropbox.ts'

function account(seed: number) {
  const clock = createIdleClock()
  const random = createChance(seed)
  const dropbox = createSimulatedDropbox({ now: clock.now, random, habits: drawHabits(random) })
  const cloud = dropbox.cloudFor({ name: 'box', clock, random: createChance(seed + 1) })
  return { dropbox, cloud, random: createChance(seed + 2) }
}

test('who reads the delta knows the account, whatever its habits and whenever it looks', async (t) => {
  for (let seed = 0; seed < 400; seed++) {
    const { dropbox, cloud, random } = account(seed)
    const readers = [1, 2, 3].map((): Reader => ({ tree: new Map(), cursor: undefined }))
    for (let step = 0; step < 60; step++) {
      doSomething(dropbox.hands, random)
      for (const reader of readers) if (random.fraction() < 0.2) await pageRead(cloud, reader)
    }
    const there = dropbox.tree().map(({ key, entry }) => [key, entry.kind === 'file' ? entry.rev : entry.id])
    for (const reader of readers) {
      await drained(cloud, reader)
      // A listing that ended just now leaves what changed while it was read to the next look.
      await drained(cloud, reader)
      const known = [...reader.tree]
        .map(([path, entry]) => [path, entry.kind === 'file' ? entry.rev : entry.id])
        .toSorted(([one = ''], [other = '']) => (one < other ? -1 : 1))
      t.deepEqual(known, there, `seed ${seed}`)
    }
  }
})

test('a folder of many is told in one word or in many, as the account has it', async (t) => {
  for (const [folderDeletion, told] of [
    ['folder', ['/f']],
    ['folder-then-children', ['/f', '/f/a', '/f/b', '/f/b/c']],
    ['children-then-folder', ['/f/b/c', '/f/b', '/f/a', '/f']],
  ] as const) {
    const { dropbox, cloud } = account(1)
    dropbox.behave({ ...usualHabits, folderDeletion: [folderDeletion] })
    dropbox.hands.write('/f/a', 'a')
    dropbox.hands.write('/f/b/c', 'c')
    const { cursor } = await cloud.changes(undefined)
    dropbox.hands.delete('/f')
    const { changes } = await cloud.changes(cursor)
    t.deepEqual(
      changes.map(({ kind, path }) => `${kind} ${path}`),
      told.map((path) => `deleted ${path}`),
    )
  }
})

test('the two places of a move are told in either order', async (t) => {
  for (const [moves, told] of [
    ['delete-first', ['deleted /a', 'present /b', 'present /b/x']],
    ['add-first', ['present /b', 'present /b/x', 'deleted /a']],
  ] as const) {
    const { dropbox, cloud } = account(1)
    dropbox.behave({ ...usualHabits, moves: [moves] })
    dropbox.hands.write('/a/x', 'x')
    const { cursor } = await cloud.changes(undefined)
    dropbox.hands.move('/a', '/b')
    const { changes } = await cloud.changes(cursor)
    t.deepEqual(
      changes.map(({ kind, path }) => `${kind} ${path}`),
      told,
    )
  }
})

test('a folder that was deleted and made again is told as it is now, or as both', async (t) => {
  for (const [recreation, told] of [
    ['coalesced', ['deleted /a/x', 'present /a']],
    ['delete-and-add', ['deleted /a', 'present /a']],
  ] as const) {
    const { dropbox, cloud } = account(1)
    dropbox.behave({ ...usualHabits, recreation: [recreation] })
    dropbox.hands.write('/a/x', 'x')
    const { cursor } = await cloud.changes(undefined)
    dropbox.hands.delete('/a')
    dropbox.hands.folder('/a')
    const { changes } = await cloud.changes(cursor)
    t.deepEqual(
      changes.map(({ kind, path }) => `${kind} ${path}`),
      told,
    )
  }
})

test('changes of one place are told once, in its last state', async (t) => {
  const { dropbox, cloud } = account(1)
  dropbox.behave(usualHabits)
  const { cursor } = await cloud.changes(undefined)
  for (const content of ['1', '2', '3']) dropbox.hands.write('/a', content)
  dropbox.hands.write('/b', 'b')
  dropbox.hands.delete('/b')
  const { changes } = await cloud.changes(cursor)
  t.like(changes, [
    { kind: 'present', path: '/a' },
    { kind: 'deleted', path: '/b' },
  ])
  t.is(changes.length, 2)
  t.is((await listed(cloud)).size, 1)
})
