import test from 'ava'
import { openLanes } from '../../../../runtime/engine/apply/lanes.ts'

/** Resolves when all that can go on without anything else has gone on. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('no more than there are lanes go on at once, and the first that came go on first', async (t) => {
  const lanes = openLanes(2)
  const begun: number[] = []
  const ends: (() => void)[] = []
  const works = [1, 2, 3, 4].map((number) =>
    lanes.run(async () => {
      begun.push(number)
      await new Promise<void>((resolve) => ends.push(resolve))
      return number
    }),
  )
  await turn()
  t.deepEqual(begun, [1, 2])
  ends[1]?.()
  await turn()
  t.deepEqual(begun, [1, 2, 3])
  ends[0]?.()
  ends[2]?.()
  await turn()
  ends[3]?.()
  t.deepEqual(await Promise.all(works), [1, 2, 3, 4])
})

test('a lane is free again after what was done in it has failed', async (t) => {
  const lanes = openLanes(1)
  await t.throwsAsync(
    lanes.run(() => Promise.reject(new Error('no'))),
    { message: 'no' },
  )
  t.is(await lanes.run(async () => 'yes'), 'yes')
})

test('lanes are empty when nobody is in them or waits for one', async (t) => {
  const lanes = openLanes(1)
  await lanes.empty()
  const leave = await lanes.enter()
  const next = lanes.enter()
  let isEmpty = false
  const empty = lanes.empty().then(() => {
    isEmpty = true
  })
  leave()
  await turn()
  t.false(isEmpty)
  ;(await next)()
  await empty
  t.true(isEmpty)
})

test('who leaves a lane twice leaves no other', async (t) => {
  const lanes = openLanes(1)
  const leave = await lanes.enter()
  const second = lanes.enter()
  leave()
  leave()
  await second
  let isIn = false
  const third = lanes.enter().then((leaveIt) => {
    isIn = true
    return leaveIt
  })
  await turn()
  t.false(isIn)
  ;(await second)()
  ;(await third)()
  await lanes.empty()
})
