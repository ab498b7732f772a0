import test from 'ava'
import type { Connection } from '../../../runtime/cloud/connection/connection.ts'
import { createLongpoll } from '../../../runtime/cloud/longpoll.ts'
import { CloudError } from '../../../runtime/ports/cloud.ts'
import { createVirtualClock } from './virtual-clock.ts'

type Answer = { readonly changes: boolean } | 'silence' | 'cut'

/** Asks once for each answer; gives for how many seconds each time. */
async function timeoutsOf(answers: readonly Answer[]): Promise<number[]> {
  const timeouts: number[] = []
  const left = [...answers]
  const connection = {
    clock: createVirtualClock(),
    random: { identity: () => '', fraction: () => 0.5 },
    async longpoll(_cursor: string, timeout: number) {
      timeouts.push(timeout)
      const answer = left.shift()
      if (answer === 'cut') throw new CloudError('offline', 'cut off')
      return answer === 'silence' ? undefined : answer
    },
  } as unknown as Connection
  const wait = createLongpoll(connection)
  const { signal } = new AbortController()
  for (const answer of answers) {
    const changed = wait('cursor', signal)
    if (answer === 'cut') await changed.catch(() => undefined)
    else await changed
  }
  return timeouts
}

const quiet = { changes: false }
const isLong = (timeout: number): boolean => timeout >= 420 && timeout <= 480
const isShort = (timeout: number): boolean => timeout >= 120 && timeout < 180

test('a wait that nothing disturbs lasts for as long as Dropbox allows, nearly', async (t) => {
  t.deepEqual((await timeoutsOf([quiet, { changes: true }, quiet])).map(isLong), [true, true, true])
})

for (const answer of ['silence', 'cut'] as const)
  test(`where silent connections end by ${answer} the next waits are short, until they have gone well for a while`, async (t) => {
    const timeouts = await timeoutsOf([answer, ...Array.from({ length: 9 }, () => quiet)])
    t.true(isLong(timeouts[0] ?? 0))
    t.true(timeouts.slice(1, 9).every(isShort))
    t.true(isLong(timeouts[9] ?? 0))
  })

test('each long wait that is cut off again makes for twice as many short ones', async (t) => {
  const answers = [...Array.from({ length: 3 }, () => ['cut', ...Array(8).fill(quiet)]).flat(), quiet]
  const timeouts = await timeoutsOf(answers)
  // The third is cut off while it is short: that says nothing of silence.
  t.deepEqual(
    timeouts.flatMap((timeout, index) => (isLong(timeout) ? [index] : [])),
    [0, 9, 27],
  )
})
