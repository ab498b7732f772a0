import test, { type ExecutionContext } from 'ava'
import { marksFolder } from '../../../runtime/core/cloud-mark.ts'
import type { RemoteFile } from '../../../runtime/core/tree.ts'
import type { ItemResult, UploadRequest } from '../../../runtime/ports/cloud.ts'
import { memoryStore } from '../../runtime/store/memory-store.ts'
import { folder, type WorldBox } from '../world/box.ts'
import { createChance } from '../world/chance.ts'
import { createSmallWorld, type SmallWorld } from './small-world.ts'

/** How often marks were written, and how many there are. */
function marks({ dropbox }: SmallWorld): { written: number; standing: number } {
  const standing = dropbox
    .tree()
    .filter(({ key, entry }) => key.startsWith(marksFolder) && entry.kind === 'file')
  const written = dropbox
    .revisions()
    .filter(({ content }) => String(Buffer.from(content)).includes('"nonce"'))
  return { written: written.length, standing: standing.length }
}

/** A box that has synced a file and ended in order. */
async function livedBox(world: SmallWorld): Promise<WorldBox> {
  const box = world.box('first')
  box.disk.hands.write(`${folder}/thesis`, 'chapter one')
  box.start()
  await world.rest(box)
  await world.stop(box)
  return box
}

/** A box with the same files and the same memory. */
function copyOf(world: SmallWorld, { disk, store }: WorldBox, life: string): WorldBox {
  const random = createChance(1, life).fraction
  return world.box(life, {
    from: { disk: disk.fork({ clock: world.clock.now, random }), store: memoryStore(store.snapshot()) },
  })
}

function reasons(t: ExecutionContext, box: WorldBox): string[] {
  const status = box.engine?.status()
  t.log(JSON.stringify(status))
  return status?.state === 'halted' ? status.halts.map(({ reason }) => reason) : []
}

test('the mark is written while things sync, not more often than it may be, and never when nothing does', async (t) => {
  const world = createSmallWorld(1)
  const box = world.box('first', { settings: { markEvery: 10 * 60_000 } })
  box.disk.hands.write(`${folder}/thesis`, '1')
  box.start()
  await world.rest(box)
  t.is(marks(world).written, 0, 'no request more for what is synced at once')
  for (let minute = 0; minute < 25; minute++) {
    box.disk.hands.write(`${folder}/thesis`, `minute ${minute}`)
    await world.pass(60_000)
  }
  t.is(marks(world).written, 3)
  await world.pass(20 * 60_000)
  const { written } = marks(world)
  const { writeRequests } = world.dropbox.counts
  await world.pass(24 * 3_600_000)
  t.deepEqual([marks(world).written, world.dropbox.counts.writeRequests], [written, writeRequests])
  await world.stop(box)
  box.start()
  await world.rest(box)
  await world.stop(box)
  t.is(marks(world).written, written, 'none at a start or an end with nothing to do')
})

test('an orderly end writes the mark that is owed', async (t) => {
  const world = createSmallWorld(2)
  await livedBox(world)
  t.deepEqual(marks(world), { written: 1, standing: 1 })
})

test('marks come to no box, are not counted, and a folder of their name on a box stays there', async (t) => {
  const world = createSmallWorld(3)
  const box = await livedBox(world)
  box.disk.hands.write(`${folder}/.box-parts/mine`, 'of a person')
  const other = world.box('other')
  for (const each of [box, other]) {
    each.start()
    await world.rest(each)
  }
  t.deepEqual(other.store.count('remote', ''), { files: 1, folders: 0, bytes: 11 })
  t.false(other.disk.hands.exists(`${folder}/.box-parts`))
  t.is(world.dropbox.hands.read('/.box-parts/mine'), undefined)
  t.deepEqual(box.engine?.problems(), [])
})

test('a kill between the mark and its being written down is no restore', async (t) => {
  const world = createSmallWorld(4)
  let sent = false
  const box: WorldBox = world.box('first', {
    between: {
      cloud: (cloud) => ({
        ...cloud,
        async *upload(requests: readonly UploadRequest[], options) {
          for await (const result of cloud.upload(requests, options)) {
            if (!sent && result[0].path.startsWith(marksFolder)) {
              sent = true
              await new Promise(() => {})
            }
            yield result as readonly [UploadRequest, ItemResult<RemoteFile>]
          }
        },
      }),
    },
  })
  box.disk.hands.write(`${folder}/thesis`, '1')
  box.start()
  await world.pass(3 * 60_000)
  t.true(sent)
  t.is(marks(world).written, 1)
  box.kill()
  world.dropbox.hands.write('/thesis', 'of since')
  box.start()
  await world.rest(box)
  t.deepEqual(reasons(t, box), [])
  t.is(box.disk.hands.text(`${folder}/thesis`), 'of since')
})

test('a copy of a box that finds Dropbox gone on halts before anything is replaced, and is a box of its own after the choice', async (t) => {
  const world = createSmallWorld(5)
  const box = await livedBox(world)
  const copy = copyOf(world, box, 'copy')
  box.disk.hands.write(`${folder}/thesis`, 'chapter two')
  box.start()
  await world.rest(box)
  await world.pass(3 * 60_000)
  copy.disk.hands.write(`${folder}/thesis`, 'another chapter')
  copy.start()
  await world.rest(copy)
  copy.disk.hands.write(`${folder}/notes`, 'of the copy')
  await world.rest(copy)
  // Both changed it, which loses nothing; that the other one goes on does.
  t.deepEqual(reasons(t, copy), [])
  await world.pass(3 * 60_000)
  t.is(marks(world).standing, 2)
  t.true(copy.disk.hands.list(folder).some((name) => name.startsWith('thesis (box ')))
  t.false(box.disk.hands.list(folder).some((name) => name.startsWith("thesis (box's")))

  const late = copyOf(world, box, 'late')
  for (const each of [box, copy]) await world.stop(each)
  late.disk.hands.remove(`${folder}/thesis`)
  box.disk.hands.write(`${folder}/thesis`, 'chapter three')
  box.start()
  await world.rest(box)
  await world.stop(box)
  world.dropbox.hands.delete('/notes')
  late.start()
  await world.rest(late)
  t.deepEqual(reasons(t, late), ['box-restored'])
  t.true(late.disk.hands.exists(`${folder}/notes`))
  t.is(String(Buffer.from(world.dropbox.hands.read('/thesis') ?? [])), 'chapter three')
  const shown = (await world.answer(late.engine?.restored() ?? Promise.resolve(undefined)))?.plans[
    'keep-both'
  ]
  t.truthy(shown)
  if (shown !== undefined)
    t.is(await world.answer(late.engine?.keep('keep-both', shown) ?? Promise.reject()), 'chosen')
  await world.rest(late)
  t.is(late.status(), 'up-to-date')
  await world.pass(3 * 60_000)
  t.is(marks(world).standing, 3)
  late.disk.hands.write(`${folder}/thesis`, 'chapter four')
  await world.rest(late)
  await world.pass(3 * 60_000)
  for (const each of [box, copy]) {
    each.start()
    await world.rest(each)
    t.deepEqual(reasons(t, each), [])
    t.is(each.disk.hands.text(`${folder}/thesis`), 'chapter four')
  }
})

test('a copy that has only new things to give and to take goes on by itself, as a box of its own', async (t) => {
  const world = createSmallWorld(6)
  const box = await livedBox(world)
  const copy = copyOf(world, box, 'copy')
  box.disk.hands.write(`${folder}/of the box`, '1')
  box.start()
  await world.rest(box)
  await world.pass(3 * 60_000)
  copy.disk.hands.write(`${folder}/of the copy`, '2')
  copy.start()
  await world.rest(copy)
  t.deepEqual(reasons(t, copy), [])
  await world.rest(box)
  t.deepEqual(copy.disk.hands.list(folder).sort(), box.disk.hands.list(folder).sort())
  await world.pass(3 * 60_000)
  t.is(marks(world).standing, 2)
})

test('two copies that run at once are told apart, whichever writes first', async (t) => {
  const world = createSmallWorld(7)
  const box = await livedBox(world)
  const copy = copyOf(world, box, 'copy')
  for (const each of [box, copy]) {
    each.start()
    await world.rest(each)
  }
  box.disk.hands.write(`${folder}/a`, '1')
  copy.disk.hands.write(`${folder}/b`, '2')
  await world.pass(5 * 60_000)
  for (const each of [box, copy]) await world.rest(each)
  for (const each of [box, copy]) t.deepEqual(reasons(t, each), [])
  t.is([box, copy].filter(({ engine }) => engine?.copied()).length, 1, 'one of them is the copy')
  await world.pass(5 * 60_000)
  t.is(marks(world).standing, 2)
})

test('a mark that may not be written is told, and everything else goes on', async (t) => {
  const world = createSmallWorld(8)
  const refusal = { reason: 'no-permission', detail: 'no_write_permission' } as const
  const box = world.box('first', {
    between: {
      cloud: (cloud) => ({
        ...cloud,
        async *upload(requests: readonly UploadRequest[], options) {
          const own = requests.filter(({ path }) => path.startsWith(marksFolder))
          for (const request of own) yield [request, { ok: false, refusal }] as const
          yield* cloud.upload(
            requests.filter((request) => !own.includes(request)),
            options,
          )
        },
      }),
    },
  })
  box.start()
  box.disk.hands.write(`${folder}/a`, '1')
  await world.rest(box)
  t.is(box.engine?.cloudMark(), 'not-yet')
  await world.pass(5 * 60_000)
  t.is(box.engine?.cloudMark(), 'refused')
  t.is(box.status(), 'up-to-date')
})

test('who does not want the mark has none, and is never halted for it', async (t) => {
  const world = createSmallWorld(9)
  const box = await livedBox(world)
  const copy = copyOf(world, box, 'copy')
  box.disk.hands.write(`${folder}/thesis`, '2')
  box.start()
  await world.rest(box)
  await world.stop(box)
  const { written } = marks(world)
  const without = world.box('without', { from: copy, settings: { markInDropbox: false } })
  without.start()
  await world.rest(without)
  without.disk.hands.write(`${folder}/thesis`, '3')
  await world.pass(5 * 60_000)
  await world.stop(without)
  t.is(marks(world).written, written)
  t.is(String(Buffer.from(world.dropbox.hands.read('/thesis') ?? [])), '3')
})

test('a mark that a person deleted is written again, and is no restore', async (t) => {
  const world = createSmallWorld(10)
  const box = await livedBox(world)
  world.dropbox.hands.delete(marksFolder)
  box.disk.hands.write(`${folder}/thesis`, '2')
  world.dropbox.hands.write('/more', 'from Dropbox')
  box.start()
  await world.rest(box)
  await world.stop(box)
  t.is(marks(world).standing, 1)
  world.dropbox.hands.write('/more', 'and more')
  world.dropbox.resetCursors()
  box.start()
  await world.rest(box)
  t.deepEqual(reasons(t, box), [])
  t.is(box.disk.hands.text(`${folder}/more`), 'and more')
})
