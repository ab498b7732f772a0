import test from 'ava'
import type { ProblemReason } from '../../../../../runtime/core/problem.ts'
import { createRestless } from '../../../../../runtime/engine/observe/local/restless.ts'
import { createVirtualClock } from '../../../cloud/virtual-clock.ts'

const second = 1000

/** Looks at `/folder`, and what each finds there: names of files with why they do not sync. */
function looks() {
  const clock = createVirtualClock()
  const restless = createRestless(clock, 2 * second)
  const look = (found: Readonly<Record<string, ProblemReason['reason']>>): void =>
    restless.note({
      ...{ complete: true, path: '/folder', holdsIgnored: false, entries: [], blank: [], blocked: [] },
      ...{ ignored: [], unsyncable: [], repositories: [] },
      problems: Object.entries(found).map(([name, reason]) => ({
        path: `/Folder/${name}`,
        why: { reason } as ProblemReason,
      })),
    })
  return { clock, restless, look }
}

test('a file that was written to once is work under way, and told to nobody', (t) => {
  const { clock, restless, look } = looks()
  look({ Film: 'changing' })
  t.false(restless.isTold('/folder/film'))
  t.true(restless.unsettled())
  t.deepEqual(restless.folders(), ['/folder'])
  // The next look may be late: it alone can tell that the file is still written to.
  clock.advance(60 * second)
  t.false(restless.isTold('/folder/film'))
  t.true(restless.unsettled())
  look({})
  t.false(restless.unsettled())
  t.deepEqual(restless.folders(), [])
})

test('a file that every look of ten seconds finds changing is told, and is no work under way any more', (t) => {
  const { clock, restless, look } = looks()
  for (let elapsed = 0; elapsed < 10; elapsed += 2) {
    look({ Log: 'changing' })
    t.false(restless.isTold('/folder/log'))
    t.true(restless.unsettled())
    clock.advance(2 * second)
  }
  look({ Log: 'changing' })
  t.true(restless.isTold('/folder/log'))
  t.false(restless.unsettled())
})

test('files that are written one after the other are told none of them', (t) => {
  const { clock, restless, look } = looks()
  for (let number = 0; number < 10; number++) {
    look({ [`${number}`]: 'changing' })
    t.false(restless.isTold(`/folder/${number}`))
    clock.advance(5 * second)
  }
  t.true(restless.unsettled())
})

test('a file that rested in between begins anew, one that is read meanwhile does not', (t) => {
  const { clock, restless, look } = looks()
  look({ rests: 'changing', read: 'changing' })
  clock.advance(8 * second)
  look({ read: 'being-read' })
  clock.advance(2 * second)
  look({ rests: 'changing', read: 'changing' })
  t.false(restless.isTold('/folder/rests'))
  t.true(restless.isTold('/folder/read'))
})

test('the beginning of a growing file is worth reading when it has not come to rest for half a minute', (t) => {
  const { clock, restless, look } = looks()
  look({ Log: 'changing' })
  clock.advance(29 * second)
  t.false(restless.isTrying('/folder'))
  clock.advance(second)
  t.true(restless.isTrying('/folder'))
  restless.forget('')
  t.false(restless.isTrying('/folder'))
})
