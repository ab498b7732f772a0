import test, { type ExecutionContext } from 'ava'
import { createSmallWorld, type SmallWorld } from '../../simulation/travel/small-world.ts'
import { type Between, folder, type WorldBox } from '../../simulation/world/box.ts'

const day = 24 * 3_600_000
/** Nobody waits longer for an answer, ms. */
const soon = 12_000

/** A box that runs, and whose marker is lost, so that somebody has to choose. */
async function restoredBox(world: SmallWorld, between: Between = {}): Promise<WorldBox> {
  const box = world.box('first', { between })
  box.disk.hands.write(`${folder}/thesis`, 'chapter one')
  box.start()
  await world.rest(box)
  await world.stop(box)
  box.disk.hands.rename(`${folder}/.dropbox.cache`, '/elsewhere')
  box.disk.hands.write(`${folder}/thesis`, 'as it was restored')
  box.start()
  await world.rest(box)
  return box
}

function inDropbox({ dropbox }: SmallWorld): string {
  return new TextDecoder().decode(dropbox.hands.read('/thesis'))
}

/** How long an answer, or a refusal, takes, and what the refusal says. */
async function asked(
  t: ExecutionContext,
  world: SmallWorld,
  question: Promise<unknown> | undefined,
): Promise<string> {
  const began = world.clock.monotonic()
  const said = await world.answer((question ?? Promise.reject(new Error('no engine'))).then(String, String))
  t.true(world.clock.monotonic() - began <= soon, `${said} after ${world.clock.monotonic() - began} ms`)
  return said
}

test('while Dropbox cannot be reached every question is answered at once, and a choice that was refused is not made later', async (t) => {
  const world = createSmallWorld(11)
  const box = await restoredBox(world)
  const { engine } = box
  t.is(box.status(), 'halted')
  const shown = (await world.answer(engine?.restored() ?? Promise.reject()))?.plans['keep-box']
  if (shown === undefined) return t.fail('nothing was restored')

  box.offline(day)
  const unreachable = /^CloudError: Dropbox cannot be reached: /
  t.regex(await asked(t, world, engine?.keep('keep-box', shown)), unreachable)
  await world.pass(5 * 60_000)
  t.regex(await asked(t, world, engine?.restored()), unreachable)
  t.regex(await asked(t, world, engine?.keep('keep-box', shown)), unreachable)
  await asked(t, world, engine?.rescan())
  await asked(t, world, engine?.approve())
  await asked(t, world, engine?.pause(undefined))
  engine?.resume()

  await world.pass(5 * 60_000)
  box.calmDown()
  t.regex(await asked(t, world, engine?.restored()), /object/)
  await world.rest(box)
  t.is(box.status(), 'halted')
  t.is(inDropbox(world), 'chapter one')
  t.is(await asked(t, world, engine?.keep('keep-box', shown)), 'chosen')
  await world.rest(box)
  t.is(inDropbox(world), 'as it was restored')
})

test('a Dropbox that takes every call and answers none keeps nobody waiting either', async (t) => {
  const world = createSmallWorld(13)
  let isSilent = false
  const box = await restoredBox(world, {
    cloud: (cloud) => ({
      ...cloud,
      changes: (cursor, signal) => (isSilent ? new Promise(() => {}) : cloud.changes(cursor, signal)),
    }),
  })
  isSilent = true
  const { engine } = box
  for (let round = 0; round < 2; round++) {
    t.is(
      await asked(t, world, engine?.restored()),
      'CloudError: Dropbox cannot be reached: it gives no answer',
    )
    await asked(t, world, engine?.rescan())
  }
})

test('what is asked of an engine that is ending is refused or done, and never left without an answer', async (t) => {
  const world = createSmallWorld(12)
  const box = await restoredBox(world)
  const { engine } = box
  const ending = world.stop(box)
  const questions = [engine?.rescan(), engine?.restored(), engine?.rescan()].map((question) =>
    question?.then(String, String),
  )
  await ending
  for (const question of questions) t.regex((await question) ?? '', /^CloudError: Dropbox is just ending/)
  t.regex(await asked(t, world, engine?.rescan()), /^CloudError: Dropbox is just ending/)
  t.regex(await asked(t, world, engine?.restored()), /^CloudError: Dropbox is just ending/)
  t.is(await asked(t, world, engine?.pause(undefined)), 'undefined')
  t.is(box.store.value('paused'), '')
})
