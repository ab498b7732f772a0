import test from 'ava'
import { explain } from './model.ts'
import type { Observation, Value } from './observation.ts'

const read = (box: number | undefined, value: Value): Observation => ({ saw: 'read', box, value })
const write = (box: number | undefined, old: Value, value: Value): Observation => ({
  saw: 'write',
  box,
  old,
  value,
})
const cut: Observation = { saw: 'power-loss', box: 0 }
const fault: Observation = { saw: 'disk-fault', box: 0 }
const late = (box: number): Observation => ({ saw: 'late', box })
const doubtful = (old: Value, value: Value): Observation => ({
  ...{ saw: 'write', box: 0, old, value },
  doubtful: true,
})
const backdated = (old: Value, value: Value): Observation => ({
  ...{ saw: 'write', box: 0, old, value },
  backdated: true,
})
const stable = (value: Value, ...conflicts: string[]): Observation => ({ saw: 'stable', value, conflicts })

const explained: Readonly<Record<string, readonly Observation[]>> = {
  'what one box writes the other reads in the end': [write(0, undefined, 'a'), read(1, 'a'), stable('a')],
  'a box may go on reading the old content for a while': [
    ...[write(0, undefined, 'a'), read(1, undefined), read(1, undefined), stable('a')],
  ],
  'of two edits without sight of each other one keeps the name, and the other becomes a conflict copy': [
    ...[write(0, undefined, 'a'), write(1, undefined, 'b'), stable('a', 'b')],
  ],
  'or the other way round': [write(0, undefined, 'a'), write(1, undefined, 'b'), stable('b', 'a')],
  'an edit of what was read replaces it without a conflict': [
    ...[write(0, undefined, 'a'), read(1, 'a'), write(1, 'a', 'b'), read(0, 'b'), stable('b')],
  ],
  'an edit wins over a deletion': [
    ...[write(0, undefined, 'a'), read(1, 'a'), write(0, 'a', undefined), write(1, 'a', 'b'), stable('b')],
  ],
  'between being set aside and being fetched a file is gone for a moment': [
    ...[
      write(undefined, undefined, 'c'),
      write(0, undefined, 'a'),
      read(0, undefined),
      read(0, 'c'),
      stable('c', 'a'),
    ],
  ],
  'what a box sent without learning that it arrived may conflict with its next edit': [
    ...[write(0, undefined, 'a'), write(0, 'a', 'b'), read(undefined, 'a'), stable('a', 'b')],
  ],
  'a box may fetch what Dropbox has already replaced': [
    ...[
      write(undefined, undefined, 'a'),
      read(0, 'a'),
      write(undefined, 'a', 'b'),
      write(undefined, 'b', 'c'),
    ],
    ...[read(0, 'b'), read(0, 'c'), stable('c')],
  ],
  'a power cut brings back what the agent had replaced': [
    ...[write(undefined, undefined, 'a'), read(0, 'a'), write(undefined, 'a', 'b'), read(0, 'b')],
    ...[cut, read(0, 'a'), read(0, 'b'), stable('b')],
  ],
  'a power cut undoes a deletion that Dropbox was not told of': [
    ...[write(0, undefined, 'a'), read(1, 'a'), write(0, 'a', undefined), cut, read(0, 'a'), stable('a')],
  ],
  'an upload of a new file that comes once more brings back what was deleted meanwhile': [
    ...[write(0, undefined, 'a'), read(undefined, 'a'), write(undefined, 'a', undefined), read(0, undefined)],
    ...[late(0), read(undefined, 'a'), read(0, 'a'), stable('a')],
  ],
  'what a person deletes after a power cut, before the agent has looked, may be fetched again': [
    ...[
      write(undefined, undefined, 'a'),
      read(0, 'a'),
      cut,
      doubtful('a', undefined),
      read(0, 'a'),
      stable('a'),
    ],
  ],
  'what a person writes after a power cut, and looks older than what was there, may become a conflict copy': [
    ...[write(undefined, undefined, 'a'), read(0, 'a'), cut, doubtful('a', 'b'), read(0, undefined)],
    ...[read(0, 'a'), stable('a', 'b')],
  ],
  'or stay deleted': [
    ...[write(undefined, undefined, 'a'), read(0, 'a'), cut, doubtful('a', undefined), stable(undefined)],
  ],
  'a file that was deleted right before a power cut, Dropbox not having been told, is fetched again': [
    ...[write(undefined, undefined, 'a'), read(0, 'a'), write(0, 'a', undefined), cut],
    ...[read(0, undefined), read(0, 'a'), stable('a')],
  ],
  'what a person writes while the clock is set back, before a power cut, may become a conflict copy': [
    ...[write(undefined, undefined, 'a'), read(0, 'a'), backdated('a', 'b'), cut],
    ...[read(0, undefined), read(0, 'a'), stable('a', 'b')],
  ],
  'a file is gone for a moment when its disk fails while it is exchanged': [
    ...[write(undefined, undefined, 'a'), read(0, 'a'), fault, write(undefined, 'a', 'b')],
    ...[read(0, undefined), read(0, 'b'), stable('b')],
  ],
  'a file comes back for a moment when its disk fails while it is exchanged': [
    ...[write(undefined, undefined, 'a'), read(0, 'a'), fault, write(undefined, 'a', 'b')],
    ...[read(0, undefined), read(0, 'a'), read(0, 'b'), stable('b')],
  ],
  'an edit comes back when its disk fails while it is made a conflict copy': [
    ...[write(undefined, undefined, 'b'), fault, write(0, undefined, 'a'), read(0, undefined), read(0, 'a')],
    ...[read(0, undefined), read(0, 'b'), stable('b', 'a')],
  ],
  'a new file that was long on its way arrives where another was made and deleted meanwhile': [
    ...[write(0, undefined, 'a'), write(undefined, undefined, 'b'), write(0, 'a', undefined)],
    ...[
      write(undefined, 'b', undefined),
      read(undefined, 'a'),
      read(undefined, undefined),
      stable(undefined),
    ],
  ],
  'a file that a full disk left empty before a power cut is fetched again': [
    ...[write(undefined, undefined, 'a'), read(0, 'a'), write(0, 'a', ''), cut, read(0, 'a'), stable('a')],
  ],
}

const unexplained: Readonly<Record<string, readonly Observation[]>> = {
  'an edit that is nowhere in the end': [write(0, undefined, 'a'), write(1, undefined, 'b'), stable('a')],
  'a content that nobody wrote': [write(0, undefined, 'a'), read(1, 'x')],
  'a conflict between edits of which one had seen the other': [
    ...[
      write(0, undefined, 'a'),
      read(1, 'a'),
      write(1, 'a', 'b'),
      read(0, 'b'),
      write(0, 'b', 'c'),
      stable('b', 'c'),
    ],
  ],
  'an old content that comes back': [
    ...[write(0, undefined, 'a'), read(1, 'a'), write(0, 'a', 'b'), read(1, 'b'), read(1, 'a')],
  ],
  'a deleted file that comes back': [
    ...[write(0, undefined, 'a'), read(1, 'a'), write(0, 'a', undefined), read(1, undefined), stable('a')],
  ],
  'a deletion that wins over an edit': [
    ...[
      write(0, undefined, 'a'),
      read(1, 'a'),
      write(0, 'a', undefined),
      write(1, 'a', 'b'),
      stable(undefined),
    ],
  ],
  'an edit that disappears although the file did not change in Dropbox': [
    ...[write(0, undefined, 'a'), read(1, 'a'), write(1, 'a', 'b'), read(1, 'a')],
  ],
  'an upload that comes late, and that nobody saw coming': [
    ...[write(0, undefined, 'a'), read(undefined, 'a'), write(undefined, 'a', undefined), read(0, undefined)],
    ...[read(undefined, 'a')],
  ],
  'an upload of a new version that comes late, and makes a file of it after a deletion': [
    ...[write(0, undefined, 'a'), read(1, 'a'), write(1, 'a', 'b'), read(0, 'b'), write(0, 'b', undefined)],
    ...[read(undefined, undefined), read(1, undefined), late(1), read(undefined, 'b')],
  ],
  'an upload that comes late, and replaces a later version': [
    ...[write(0, undefined, 'a'), read(1, 'a'), write(1, 'a', 'b'), read(undefined, 'b'), late(0)],
    ...[read(undefined, 'a')],
  ],
  'a deletion after a power cut, and after the agent has looked, that is undone': [
    ...[write(undefined, undefined, 'a'), read(0, 'a'), cut, write(0, 'a', undefined), read(0, 'a')],
  ],
  'an edit after a power cut, and after the agent has looked, that becomes a conflict copy': [
    ...[write(undefined, undefined, 'a'), read(0, 'a'), cut, write(0, 'a', 'b'), stable('a', 'b')],
  ],
  'a deletion that Dropbox was told of, and that a power cut undoes': [
    ...[
      write(0, undefined, 'a'),
      read(1, 'a'),
      write(0, 'a', undefined),
      read(1, undefined),
      cut,
      read(0, 'a'),
    ],
  ],
  'an edit after a power cut that is lost': [
    ...[write(undefined, undefined, 'a'), read(0, 'a'), cut, doubtful('a', 'b'), read(0, 'a'), stable('a')],
  ],
  'a file that was saved before a power cut, and not empty, is fetched again': [
    ...[write(undefined, undefined, 'a'), read(0, 'a'), write(0, 'a', 'b'), cut, read(0, 'a'), stable('a')],
  ],
  'what a person writes before a power cut, later than what was there, becomes a conflict copy': [
    ...[write(undefined, undefined, 'a'), read(0, 'a'), write(0, 'a', 'b'), cut],
    ...[read(0, undefined), read(0, 'a'), stable('a', 'b')],
  ],
  'what a person writes while the clock is set back becomes a conflict copy without a power cut': [
    ...[write(undefined, undefined, 'a'), read(0, 'a'), backdated('a', 'b')],
    ...[read(0, undefined), read(0, 'a'), stable('a', 'b')],
  ],
  'a file that is gone for a moment while it is exchanged on a disk that does not fail': [
    ...[write(undefined, undefined, 'a'), read(0, 'a'), write(undefined, 'a', 'b'), read(0, undefined)],
    ...[read(0, 'b'), stable('b')],
  ],
  'a file that is gone on a disk that fails, though nothing was to take its place': [
    ...[write(undefined, undefined, 'a'), read(0, 'a'), fault, read(0, undefined)],
  ],
  'an edit that is gone on a disk that fails, and is nowhere in the end': [
    ...[write(undefined, undefined, 'b'), fault, write(0, undefined, 'a'), read(0, undefined), read(0, 'b')],
    stable('b'),
  ],
  'boxes that end with different contents': [write(0, undefined, 'a'), stable(undefined)],
}

for (const [that, observations] of Object.entries(explained))
  test(`the model explains: ${that}`, (t) => {
    t.deepEqual(explain(2, observations), { explained: true })
  })

for (const [that, observations] of Object.entries(unexplained))
  test(`the model does not explain: ${that}`, (t) => {
    t.is(explain(2, observations).explained, false)
  })

test('the model comes to a verdict on three boxes that all edit what the others write', (t) => {
  const edits = Array.from({ length: 12 }, (_, index): Observation => {
    const box = index % 3
    return write(box, index < 3 ? undefined : `${index - 3}`, `${index}`)
  })
  const copies = Array.from({ length: 11 }, (_, index) => `${index}`)
  const seen = [...edits, stable('11', ...copies)]
  t.deepEqual(explain(3, [...edits, stable('11', '9', '10')]), { explained: true })
  t.is(explain(3, [...edits, stable('11', '9')]).explained, false, 'the edit 10 is nowhere')
  t.not(explain(3, seen).explained, 'undecided')
})
