import test from 'ava'
import { type Store, StoreError } from '../../../runtime/ports/store.ts'
import { personAt } from '../aftermath/people.ts'
import { judge, settle } from '../aftermath/settle.ts'
import { createStage, type Stage } from '../aftermath/stage.ts'

/** A store whose transactions fail while `broken` says so. */
function failing(store: Store, broken: () => boolean): Store {
  return {
    ...store,
    transaction(work) {
      if (broken()) throw new StoreError('disk-full', 'no room (injected)')
      return store.transaction(work)
    },
  }
}

test('an upload that cannot be written down while others are on their way ends no agent, and is known again later', async (t) => {
  let broken = false
  const stage: Stage = createStage({
    seed: 1,
    between: () => ({
      store: (store) => failing(store, () => broken),
      cloud: (cloud) => ({
        ...cloud,
        async *upload(requests, options) {
          for await (const result of cloud.upload(requests, options)) {
            broken = true
            yield result
            await stage.clock.sleep(1_000)
            broken = false
          }
        },
      }),
    }),
  })
  const uncaught: unknown[] = []
  const catching = (error: unknown): void => void uncaught.push(error)
  process.on('unhandledRejection', catching)
  const [box] = stage.boxes
  if (box === undefined) return t.fail()
  const person = personAt(stage, box)
  person.save('/one', 'one')
  person.save('/two', 'two')
  t.deepEqual(await settle(stage, 'never'), [])
  t.deepEqual(judge(stage), [])
  process.off('unhandledRejection', catching)
  t.deepEqual(uncaught, [])
  box.kill()
  return undefined
})
