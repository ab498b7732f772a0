import test from 'ava'
import { calm } from '../cloud/connection/misbehaviour.ts'
import { createSimulatedDropbox } from '../cloud/simulated-dropbox.ts'
import { createWorldBox, folder } from './box.ts'
import { createChance } from './chance.ts'
import { createVirtualClock } from './virtual-clock.ts'

for (const [what, gap] of [
  ['slept', 3_600_000],
  ['had its clock set back', -86_400_000],
] as const)
  test(`a machine that ${what} is looked at as a whole, and Dropbox is asked anew, though nobody told of anything`, async (t) => {
    const chance = createChance(1)
    let activity = 0
    const happened = (): void => {
      activity++
    }
    const clock = createVirtualClock(Date.UTC(2026, 10, 21), () => activity)
    const dropbox = createSimulatedDropbox({ now: clock.now, random: chance.stream('dropbox') })
    dropbox.listen(happened)
    let noticed = 0
    const box = createWorldBox({
      ...{ name: 'box', dropbox, clock, chance, happened, misbehaviour: calm },
      settings: { rescanEvery: 3_600_000 },
      noted: (what) => {
        if (what.includes('says clock')) noticed++
      },
    })
    box.start()
    t.true(await clock.advanceUntil(() => box.status() === 'up-to-date', 60_000))
    box.loseHints(Number.POSITIVE_INFINITY)
    box.disk.hands.write(`${folder}/unseen`, 'content')
    await clock.advanceTo(clock.monotonic() + 60_000)
    t.is(dropbox.tree().length, 0)
    clock.skew(gap)
    t.true(await clock.advanceUntil(() => dropbox.tree().length === 1, 30_000))
    t.is(noticed, 1)
    box.kill()
  })
