import { type Person, personAt, type SomebodyElse, somebodyElse } from '../aftermath/people.ts'
import { type Answer, settle } from '../aftermath/settle.ts'
import type { Stage } from '../aftermath/stage.ts'
import { seenAt, seenInDropbox, type Texts } from '../aftermath/trees.ts'

/** What a story is told with. */
export interface Scene {
  readonly stage: Stage
  readonly here: Person
  readonly there: Person
  readonly cloud: SomebodyElse
  /** Lets the agents come to rest. */
  synced(): Promise<void>
  /** Lets so many ms pass. */
  pass(duration: number): Promise<void>
  /** Everybody's answer to the agents: yes. */
  agrees(): void
  stop(): void
}

export interface SceneOfStage extends Scene {
  /** What stood at the paths of boxes and Dropbox at each moment at which somebody did something, or all was at rest. */
  readonly moments: readonly Texts[]
  note(): void
  readonly answer: Answer
  /** How much people have done. */
  readonly deeds: number
}

export function createScene(stage: Stage): SceneOfStage {
  const { boxes, dropbox, clock } = stage
  const moments: Texts[] = []
  let deeds = 0
  let answer: Answer = 'never'
  const note = (): void => {
    for (const box of boxes) moments.push(seenAt(box))
    moments.push(seenInDropbox(dropbox))
  }
  const noting = <Deed extends (...given: never[]) => unknown>(deed: Deed): Deed =>
    ((...given) => {
      const value = deed(...given)
      deeds++
      note()
      return value
    }) as Deed
  const all = <Deeds extends object>(deeds: Deeds): Deeds =>
    Object.fromEntries(Object.entries(deeds).map(([name, deed]) => [name, noting(deed)])) as Deeds
  const [first] = boxes
  if (first === undefined) throw new TypeError('a scene needs a box')
  return {
    stage,
    moments,
    note,
    here: all(personAt(stage, first)),
    there: all(personAt(stage, boxes[1] ?? first)),
    cloud: all(somebodyElse(stage)),
    async synced() {
      for (const box of boxes) box.start()
      const wrong = await settle(stage, answer)
      if (wrong.length > 0) throw new Error(`a story stops in its middle: ${wrong.join('; ')}`)
      note()
    },
    pass: (duration) => clock.advanceTo(clock.monotonic() + duration),
    agrees() {
      answer = 'keep-both'
    },
    get answer() {
      return answer
    },
    get deeds() {
      return deeds
    },
    stop() {
      for (const box of boxes) box.kill()
    },
  }
}
