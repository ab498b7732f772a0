import test from 'ava'
import { contentHashOf } from '../../../runtime/core/content-hash.ts'
import { fileToUpload, uploaded } from '../../runtime/cloud/cloud-calls.ts'
import { conflict, done, missing, reasonOf, text } from '../../runtime/cloud/contract/dropbox.ts'
import { simulatedAccount } from './simulated-account.ts'
import type { CloudEvent } from './simulated-dropbox.ts'

const read = (content: Uint8Array | undefined): string => new TextDecoder().decode(content)

test('hands write over files, but not over folders nor below files', (t) => {
  const { hands, tree } = simulatedAccount().dropbox
  t.like(hands.write('/Folder/a', 'one', 1_600_000_000_500), {
    ok: true,
    value: { modified: 1_600_000_000_000 },
  })
  t.like(hands.write('/folder/A', 'two'), { ok: true, value: { name: 'a', size: 3 } })
  t.is(read(hands.read('/FOLDER/a')), 'two')
  t.deepEqual(hands.write('/folder', 'x'), conflict)
  t.deepEqual(hands.write('/folder/a/b', 'x'), conflict)
  t.is(reasonOf(hands.write('/desktop.ini', 'x')), 'name-refused')
  t.deepEqual(
    tree().map(({ display, entry, content }) => [display, entry.kind, content && read(content)]),
    [
      ['/Folder', 'folder', undefined],
      ['/Folder/a', 'file', 'two'],
    ],
  )
})

test('hands edit what is there', (t) => {
  const { hands } = simulatedAccount().dropbox
  hands.write('/a', 'one')
  t.true(hands.edit('/a', (content) => `${read(content)} and two`).ok)
  t.is(read(hands.read('/a')), 'one and two')
  t.deepEqual(
    hands.edit('/b', () => 'x'),
    missing,
  )
})

test('writing the same content again changes nothing', (t) => {
  const { dropbox } = simulatedAccount()
  const first = dropbox.hands.write('/a', 'same')
  t.deepEqual(dropbox.hands.write('/a', 'same'), first)
  t.is(dropbox.counts.handChanges, 1)
})

test('every content that ever was is in a revision, until it is purged', (t) => {
  const { hands, revisions, holds, purge } = simulatedAccount().dropbox
  hands.write('/a', 'one')
  hands.write('/a', 'two')
  hands.move('/a', '/b')
  hands.delete('/b')
  t.deepEqual(
    revisions().map(({ display, content }) => [display, read(content)]),
    [
      ['/a', 'one'],
      ['/a', 'two'],
      ['/b', 'two'],
    ],
  )
  t.true(holds(contentHashOf(text('one'))) && holds(contentHashOf(text('two'))))
  t.false(holds(contentHashOf(text('three'))))
  purge(revisions()[1]?.rev ?? '')
  t.true(holds(contentHashOf(text('two'))), 'another revision has it')
  purge(revisions()[1]?.rev ?? '')
  t.false(holds(contentHashOf(text('two'))))
})

test('an old revision is restored as a new one of the same file, also where it was deleted', (t) => {
  const { hands, revisions } = simulatedAccount().dropbox
  const first = hands.write('/a', 'one')
  if (!first.ok) return t.fail()
  hands.write('/a', 'two')
  const again = hands.restore('/a', first.value.rev)
  t.like(again, { ok: true, value: { id: first.value.id, hash: first.value.hash } })
  t.is(revisions().length, 3)
  t.deepEqual(hands.delete('/a'), done)
  t.like(hands.restore('/a', first.value.rev), { ok: true, value: { id: first.value.id } })
  t.is(read(hands.read('/a')), 'one')
  t.deepEqual(hands.restore('/other', first.value.rev), missing)
  t.deepEqual(hands.restore('/a', '0123456789abcdef'), missing)
  return undefined
})

test('what boxes and hands did is counted and told', async (t) => {
  const { clock, dropbox, box } = simulatedAccount()
  const events: CloudEvent[] = []
  const stop = dropbox.listen((event) => events.push(event))
  const cloud = box()
  dropbox.hands.write('/a/b', 'x')
  await uploaded(cloud, [fileToUpload('/c', text('c'))])
  await cloud.account()
  const at = clock.now()
  t.deepEqual(events, [
    { box: undefined, changes: 2, at },
    { box: 'box 0', request: 'upload', delivery: 'first', changes: 1, at },
    { box: 'box 0', request: 'account', delivery: 'first', changes: 0, at },
  ])
  t.deepEqual(dropbox.counts, { requests: 2, writeRequests: 1, boxChanges: 1, handChanges: 2 })
  t.deepEqual(
    [...cloud.requests],
    [
      ['upload', 1],
      ['account', 1],
    ],
  )
  stop()
  dropbox.hands.delete('/c')
  t.is(events.length, 3)
})
