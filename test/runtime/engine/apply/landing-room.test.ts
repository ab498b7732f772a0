import test from 'ava'
import { type FolderInRoom, openLandingRoom } from '../../../../runtime/engine/apply/landing-room.ts'

/** Asks for room for so many groups, one at a time as a folder does; `held` is what it has got, each to be given back. */
function asks(folder: FolderInRoom, groups: number) {
  const held: (() => void)[] = []
  const all = async (): Promise<void> => {
    for (let group = 0; group < groups; group++) held.push(await folder.enter())
  }
  return { held, done: all() }
}

const settled = (): Promise<void> => new Promise(setImmediate)

test('the folder that began first takes all the room, each other one a little of it', async (t) => {
  const room = openLandingRoom(8, 2)
  const folders = [room.begin(), room.begin(), room.begin()]
  const [first, second, third] = folders.map((folder) => asks(folder, 10))
  await settled()
  t.deepEqual([first?.held.length, second?.held.length, third?.held.length], [4, 2, 2])
  second?.held.shift()?.()
  await settled()
  third?.held.shift()?.()
  await settled()
  t.deepEqual([first?.held.length, second?.held.length, third?.held.length], [6, 1, 1])
})

test('no folder stands still though the first one takes what it can and gives nothing back', async (t) => {
  const room = openLandingRoom(4, 2)
  const first = asks(room.begin(), 100)
  await settled()
  t.is(first.held.length, 4)
  const [second, third] = [asks(room.begin(), 3), asks(room.begin(), 3)]
  for (let landed = 0; landed < 4; landed++) {
    first.held.shift()?.()
    await settled()
  }
  t.deepEqual([first.held.length, second.held.length, third.held.length], [2, 1, 1])
  second.held.shift()?.()
  await settled()
  t.deepEqual([first.held.length, second.held.length, third.held.length], [2, 1, 1])
})

test('when the first folder has ended, the next one takes its place, and what is still held counts', async (t) => {
  const room = openLandingRoom(4, 1)
  const [begun, next] = [room.begin(), room.begin()]
  const first = asks(begun, 2)
  await first.done
  const second = asks(next, 4)
  await settled()
  t.is(second.held.length, 1)
  begun.end()
  await settled()
  t.is(second.held.length, 2)
  for (const leave of first.held) leave()
  await second.done
  t.is(second.held.length, 4)
})

test('giving room back twice gives it back once', async (t) => {
  const room = openLandingRoom(1, 1)
  const { held } = asks(room.begin(), 3)
  await settled()
  held[0]?.()
  held[0]?.()
  await settled()
  t.is(held.length, 2)
})

test('what waits for room when its folder ends waits for nothing else, and the room comes out even', async (t) => {
  const room = openLandingRoom(1, 1)
  const first = asks(room.begin(), 1)
  await first.done
  const ending = room.begin()
  const waits = asks(ending, 1)
  ending.end()
  await waits.done
  const third = asks(room.begin(), 1)
  first.held[0]?.()
  await settled()
  t.is(third.held.length, 0)
  waits.held[0]?.()
  await third.done
  t.is(third.held.length, 1)
})
