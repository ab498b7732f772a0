import type { Keep } from '../../../runtime/core/restored/keep.ts'
import type { Halt } from '../../../runtime/engine/status.ts'
import type { WorldBox } from '../world/box.ts'
import type { Stage } from './stage.ts'
import { everywhere, keyed, seenAt, seenInDropbox } from './trees.ts'

/** ms in which anything that waits has had its turn. */
const longest = 30 * 60_000
const mostRounds = 40

/** What a person does about halts. `never`: none may be met; else says yes to each, and chooses that about what was restored. */
export type Answer = 'never' | Keep

/** Starts every agent and gives them time until nothing changes any more. Gives what is wrong, in sentences. */
export async function settle(stage: Stage, answer: Answer): Promise<string[]> {
  const { boxes, dropbox, clock } = stage
  for (const box of boxes) box.start()
  const work = (): number => dropbox.counts.boxChanges + boxes.reduce((sum, box) => sum + box.changes, 0)
  for (let round = 0, still = 0, before = -1; round < mostRounds; round++) {
    for (const [index, box] of boxes.entries()) {
      if (!(await lookAgain(stage, box))) return [`box${index} comes to no end: ${box.status()}`]
      const halts = haltsOf(box)
      if (halts.length > 0 && answer === 'never')
        return [`box${index} stands still: ${halts.map(({ reason }) => reason).join(', ')}`]
      if (halts.length > 0 && answer !== 'never') await approve(stage, box, answer)
    }
    const now = work()
    const calm =
      dropbox.underWay() === 0 && now === before && boxes.every((box) => box.status() === 'up-to-date')
    if (dropbox.underWay() > 0) await clock.advanceUntil(() => dropbox.underWay() === 0, longest)
    still = calm ? still + 1 : 0
    before = now
    if (still === 1) return []
  }
  return [`no peace after ${mostRounds} rounds: ${boxes.map((box) => box.status()).join(', ')}`]
}

/** Why an agent stands still, if it does. */
export function haltsOf({ engine }: WorldBox): readonly Halt[] {
  const status = engine?.status()
  return status?.state === 'halted' ? status.halts : []
}

/** Says yes to what an agent asks, and chooses what to keep of what was restored, as it is shown. */
async function approve(stage: Stage, { engine }: WorldBox, keep: Keep): Promise<void> {
  const agree = async (): Promise<void> => {
    await engine?.approve()
    const restored = await engine?.restored()
    if (restored !== undefined) await engine?.keep(keep, restored.plans[keep])
  }
  await untilDone(stage, agree())
}

/** Lets an agent look at everything, and waits until it is up to date or stands still; false when it comes to neither. */
export async function lookAgain({ clock, ...stage }: Stage, box: WorldBox): Promise<boolean> {
  if (!(await untilDone({ clock, ...stage }, box.engine?.rescan()))) return false
  return clock.advanceUntil(() => ['up-to-date', 'halted'].includes(box.status()), longest)
}

async function untilDone({ clock }: Stage, work: Promise<void> | undefined): Promise<boolean> {
  let done = false
  const end = (): void => {
    done = true
  }
  work?.then(end, end)
  return clock.advanceUntil(() => done, longest)
}

/** Whether each box holds what Dropbox holds, as far as it wants it, and nothing that somebody wrote is lost. */
export function judge({ boxes, dropbox, oracle }: Stage): string[] {
  const violations: string[] = []
  const cloud = keyed(seenInDropbox(dropbox))
  for (const [index, box] of boxes.entries()) {
    const local = keyed(seenAt(box))
    for (const path of new Set([...cloud.keys(), ...local.keys()])) {
      if (cloud.get(path) === local.get(path) || !box.store.wanted(path)) continue
      violations.push(`box${index} and Dropbox differ at ${path}: ${local.get(path)} and ${cloud.get(path)}`)
    }
  }
  for (const content of oracle.lost(everywhere(dropbox, boxes))) violations.push(`lost: ${content}`)
  return violations
}

/** Once all is equal, so many more looks write nothing anywhere. */
export async function stayQuiet(stage: Stage, looks: number): Promise<string[]> {
  const { boxes, dropbox } = stage
  const written = (): string => [dropbox.counts.writeRequests, ...boxes.map((box) => box.changes)].join(' ')
  const before = written()
  for (let look = 0; look < looks; look++) for (const box of boxes) await lookAgain(stage, box)
  return written() === before
    ? []
    : [`something was written when all was equal: ${before} became ${written()}`]
}
