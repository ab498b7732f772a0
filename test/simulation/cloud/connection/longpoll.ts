import { hasNews } from '../account/delta.ts'
import { happens, type Range, within } from '../chance.ts'
import { cursorReset } from './changes.ts'
import type { Attempt } from './persist.ts'
import { unlessAborted } from './unless-aborted.ts'
import type { Wire } from './wire.ts'

/** How long Dropbox is asked to wait, and what it may add (dropbox-api-spec, list_folder/longpoll), in ms. */
const timeout: Range = [120_000, 180_000]
const jitter: Range = [0, 90_000]
const backoff: Range = [1000, 60_000]

/** Why a longpoll's own signals are aborted; without a reason each would make an exception with a stack. */
const over = 'over'

type Outcome = 'news' | 'no news' | 'reset'

/** See `Cloud.waitForChange`. Needs no link: Dropbox asks for no token here. */
export function createLongpoll(wire: Wire): (cursor: string, signal: AbortSignal) => Promise<boolean> {
  const { clock, random } = wire
  let notBefore = Number.NEGATIVE_INFINITY
  return async (cursor, signal) => {
    const pause = notBefore - clock.monotonic()
    if (pause > 0) await wire.survive(() => clock.sleep(pause, signal))
    const ending = new AbortController()
    try {
      const { value } = await wire.persist(signal, () =>
        unlessAborted(poll(wire, cursor, ending.signal), signal, () => ending.abort(over)),
      )
      if (value === 'reset') throw cursorReset()
      if (happens(random, wire.misbehaviour().longpoll.backoff))
        notBefore = clock.monotonic() + within(random, backoff)
      return value === 'news'
    } finally {
      ending.abort(over)
    }
  }
}

/** One longpoll, until it is answered, breaks, or is called off. */
async function poll(wire: Wire, cursor: string, calledOff: AbortSignal): Promise<Attempt<Outcome>> {
  const { account, random } = wire
  const { latency, patience, lateness, pause, longpoll } = wire.misbehaviour()
  const fault = wire.fault('longpoll')
  if (!wire.isOnline() || fault === 'refused') {
    await wire.wait(latency)
    return { kind: 'broken' }
  }
  await wire.wait(latency)
  const news = hasNews(account, cursor)
  if (fault === 'limited') return { kind: 'limited', pause: within(random, pause) }
  if (fault === 'bad-answer') return { kind: 'bad-answer' }
  if (news === undefined || fault === 'reset') return { kind: 'answered', value: 'reset' }
  if (fault !== undefined && fault !== 'duplicated') {
    await wire.wait(patience)
    return { kind: 'broken' }
  }

  const isDeaf = happens(random, longpoll.never)
  const spurious = happens(random, longpoll.spurious)
  const isLate = happens(random, longpoll.late)
  const limit = within(random, timeout) + within(random, jitter)
  const timer = new AbortController()
  const { promise, resolve } = Promise.withResolvers<Attempt<Outcome>>()
  const look = (): void => {
    if (hasNews(account, cursor)) resolve({ kind: 'answered', value: 'news' })
  }
  const stopListening = wire.onBroken((why) => {
    // A connection that goes away either breaks, or falls silent until the time is up.
    if (why === 'dead' || random.fraction() < 0.5) resolve({ kind: 'broken' })
    else account.listeners.delete(look)
  })
  const callOff = (): void => resolve({ kind: 'broken' })
  calledOff.addEventListener('abort', callOff)
  if (!isDeaf) account.listeners.add(look)
  if (news && !isDeaf) look()
  void wire.clock
    .sleep(spurious ? within(random, [0, limit]) : limit, timer.signal)
    .then(() => resolve({ kind: 'answered', value: spurious ? 'news' : 'no news' }))
  try {
    const outcome = await promise
    await wire.wait(isLate ? lateness : latency)
    return outcome
  } finally {
    timer.abort(over)
    stopListening()
    account.listeners.delete(look)
    calledOff.removeEventListener('abort', callOff)
  }
}
