import test from 'ava'
import { createChance } from '../chance.ts'
import { createEvents } from '../events.ts'
import { judge } from '../judge.ts'
import { createOracle } from '../oracle.ts'
import { perform } from '../perform.ts'
import { settle } from '../settle.ts'
import { type BoxParts, createSmallWorld } from '../small-world.ts'
import { inContainer } from './home.ts'

/** So many worlds with two agents per test run. */
const seeds = 10

const people = new Set(['write', 'append', 'save-by-rename', 'delete', 'folder', 'move', 'copy'])

for (let seed = 1; seed <= seeds; seed++)
  test(`two agents that share a home and die and stall at random lose nothing (seed ${seed})`, async (t) => {
    const chance = createChance(seed, 'two agents')
    const { dropbox, clock, box } = createSmallWorld(seed)
    const isShared = seed % 2 === 0
    const of = (number: number): BoxParts => (isShared ? {} : inContainer(number))
    const one = box('one', of(1))
    one.disk.configure('/', { shared: isShared })
    const other = box('two', { ...of(2), from: { disk: one.disk, store: one.store } })
    const agents = [one, other]
    const blows = Array.from({ length: 20 }, () => ({
      at: chance.below(400_000),
      agent: chance.pick(agents),
      blow: chance.pick(['kill', 'start', 'start', 'stop', 'stall'] as const),
    }))
    const events = createEvents(chance.stream('people'), 1)
      .filter((event) => people.has(event.do))
      .map((event) => ({ ...event, at: event.at * 5 }))
    const oracle = createOracle()
    for (const agent of agents) agent.start()
    const steps = [...events, ...blows].sort((first, second) => first.at - second.at)
    for (const step of steps) {
      await clock.advanceTo(step.at)
      if (!('blow' in step)) perform(step, { boxes: [one], dropbox, oracle, clock })
      else if (step.blow === 'stall') step.agent.failDisk('openFile', 'io', 1 + chance.below(200))
      else step.agent[step.blow]()
    }
    one.kill()
    other.calmDown()
    other.start()
    await clock.advanceTo(clock.monotonic() + 60_000)
    t.deepEqual(await settle([other], dropbox, clock, oracle), [])
    t.deepEqual(judge([other], dropbox, oracle), [])
  })
