import test from 'ava'
import {
  adopting,
  changing,
  excluding,
  following,
  including,
  selectsAllOf,
  stillExcludedIn,
} from '../../../runtime/core/choice.ts'
import { type SelectionRule, selectionOf } from '../../../runtime/core/selection.ts'

const include = (display: string): SelectionRule => ({ path: display.toLowerCase(), display, include: true })
const exclude = (display: string): SelectionRule => ({ path: display.toLowerCase(), display, include: false })

test('including a folder selects it and what is below it', (t) => {
  const rules = including([], '/Photos')
  t.deepEqual(rules, [include('/Photos')])
  t.true(selectionOf(rules)('/photos/2024/a.jpg'))
  t.false(selectionOf(rules)('/music'))
})

test('including what a folder above it includes adds no rule', (t) => {
  t.deepEqual(including([include('/Photos'), exclude('/Photos/raw')], '/photos/RAW'), [include('/Photos')])
})

test('including a folder keeps the exclusions below it', (t) => {
  const rules = including([exclude('/Photos'), exclude('/Photos/raw')], '/Photos')
  t.deepEqual(rules, [exclude('/Photos/raw'), include('/Photos')])
})

test('a folder above an included one is not yet wanted for its own sake', (t) => {
  const rules = [include('/Photos/2024')]
  t.true(selectionOf(rules)('/photos'))
  t.false(selectsAllOf(rules, '/photos'))
  t.deepEqual(including(rules, '/Photos'), [include('/Photos/2024'), include('/Photos')])
})

test('excluding a folder forgets what was chosen below it', (t) => {
  const rules = excluding([include('/Photos/2024'), include('/Music')], '/Photos')
  t.deepEqual(rules, [include('/Music'), exclude('/Photos')])
  t.false(selectionOf(rules)('/photos/2024'))
})

test('excluding twice says it once', (t) => {
  t.deepEqual(excluding(excluding([], '/Photos'), '/PHOTOS'), [exclude('/PHOTOS')])
})

test('the whole Dropbox can be included and excluded', (t) => {
  const all = including([include('/Photos')], '')
  t.true(selectionOf(all)('/anything/at/all'))
  t.deepEqual(excluding(all, ''), [])
})

test('the whole Dropbox is wanted only when that was said', (t) => {
  t.false(selectsAllOf([include('/Photos')], ''))
  t.true(selectsAllOf([include('')], ''))
})

test('rules follow what is moved, with those for what is below it', (t) => {
  const rules = [include('/Photos'), exclude('/Photos/Raw'), include('/Photography')]
  t.deepEqual(following(rules, '/photos', '/Archive/Pictures'), [
    include('/Photography'),
    include('/Archive/Pictures'),
    exclude('/Archive/Pictures/Raw'),
  ])
  t.deepEqual(following([include('/new'), exclude('/old/raw')], '/old', '/new'), [
    include('/new'),
    exclude('/new/raw'),
  ])
  t.is(following(rules, '/music', '/Archive'), rules)
})

test('taking in many items at once comes to the same as including each of them', (t) => {
  const rules = [include('/Photos'), exclude('/Photos/Raw')]
  const displays = ['/a', '/B', '/c/d']
  t.deepEqual(
    adopting(rules, displays),
    displays.reduce((sum, display) => including(sum, display), rules as readonly SelectionRule[]),
  )
})

test('a change is made to what the rules are by now, and what has come to them since stays', (t) => {
  const before = [include('/Photos'), include('/Music'), exclude('/Music/live')]
  const current = [...before, include('/New')]
  t.deepEqual(changing(current, before, excluding(before, '/Music')), [
    include('/Photos'),
    include('/New'),
    exclude('/Music'),
  ])
  t.deepEqual(changing(current, before, including(before, '')), [include('/New'), include('')])
  t.deepEqual(changing(before, before, excluding(before, '/Films')), excluding(before, '/Films'))
  t.deepEqual(changing(current, before, before), current)
})

test('what stays excluded below a place is what was excluded by itself, the topmost of what lies in one another', (t) => {
  const rules = [include(''), exclude('/Photos/Raw'), exclude('/Photos/Raw/old'), exclude('/Photos/2024/x')]
  t.deepEqual(stillExcludedIn(rules, ['/photos']), ['/Photos/2024/x', '/Photos/Raw'])
  t.deepEqual(stillExcludedIn([...rules, include('/Photos/Raw/new')], ['/Photos']), [
    '/Photos/2024/x',
    '/Photos/Raw',
    '/Photos/Raw/old',
  ])
  t.deepEqual(stillExcludedIn(rules, ['/Photos/2024', '/Music']), ['/Photos/2024/x'])
  t.deepEqual(stillExcludedIn(including(rules, ''), ['']), [])
})
