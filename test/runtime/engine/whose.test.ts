import test from 'ava'
import { createWhose, type Whose } from '../../../runtime/engine/whose.ts'
import { type Account, CloudError } from '../../../runtime/ports/cloud.ts'

const me: Account = { id: 'dbid:me', name: 'Me', email: 'me@example.com' }
const offline = new CloudError('offline', 'no network')
const { signal } = new AbortController()

/** Asks a Dropbox that gives these answers, one after the other; an answer holds for 30 s of a clock that `pass` moves on. */
function whoseIs(...answers: (Account | CloudError)[]): {
  whose: Whose
  asked: () => number
  pass: (seconds: number) => void
} {
  let now = 0
  let asked = 0
  const clock = { now: () => now, monotonic: () => now, sleep: async () => {} }
  const account = async (): Promise<Account> => {
    const answer = answers[asked++]
    if (answer === undefined || answer instanceof CloudError) throw answer
    return answer
  }
  return {
    whose: createWhose({ account }, clock, 30_000),
    asked: () => asked,
    pass(seconds) {
      now += seconds * 1000
    },
  }
}

test('what was asked ahead is asked once, and again only when that is due', async (t) => {
  const { whose, asked, pass } = whoseIs(me, me)
  whose.askAhead(signal)
  whose.askAhead(signal)
  t.is(asked(), 1)
  t.is(whose.known(), undefined)
  t.is(await whose.ask(signal), me)
  whose.askAhead(signal)
  await whose.ask(signal)
  t.is(asked(), 1)
  pass(31)
  whose.askAhead(signal)
  t.is(await whose.ask(signal), me)
  t.is(asked(), 2)
})

test('what goes wrong with a question that was asked ahead meets whoever asks next, and nobody else', async (t) => {
  const { whose, asked } = whoseIs(offline, me)
  whose.askAhead(signal)
  await new Promise(setImmediate)
  await t.throwsAsync(whose.ask(signal), { is: offline })
  t.is(await whose.ask(signal), me)
  t.is(asked(), 2)
})

test('an answer that came before a doubt is not taken after it', async (t) => {
  const { whose, asked } = whoseIs(me, { ...me, id: 'dbid:other' })
  whose.askAhead(signal)
  whose.doubt()
  await new Promise(setImmediate)
  t.like(await whose.ask(signal), { id: 'dbid:other' })
  t.is(asked(), 2)
})
