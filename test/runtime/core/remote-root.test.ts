import test from 'ava'
import { fillTemplate } from '../../../runtime/core/remote-root.ts'

const fill = (template: string, values: Record<string, string> = {}) =>
  fillTemplate(template, ({ kind, name }) => values[kind === 'variable' ? `env:${name}` : name])

test('a template is filled, with several values in a name and none elsewhere', (t) => {
  t.deepEqual(fill('/{org}/{space} of {env:USER}/x', { org: 'Örg', space: 's', 'env:USER': 'ann' }), {
    result: 'path',
    path: '/Örg/s of ann/x',
  })
  t.deepEqual(fill('/fixed/'), { result: 'path', path: '/fixed' })
  t.deepEqual(fill('/'), { result: 'path', path: '' })
})

test('what a value says is a name, never a way to another folder', (t) => {
  for (const value of [
    '',
    '.',
    '..',
    'a/b',
    '/',
    '../x',
    'a\\b',
    'a\nb',
    '\u0000',
    ' a',
    'a ',
    'x'.repeat(256),
    '.dropbox',
  ])
    t.like(
      fill('/Org/{space}', { space: value }),
      { result: 'unusable', placeholder: { name: 'space' } },
      value,
    )
  // Two values that are names by themselves may not make up something else.
  t.is(fill('/{a}{b}', { a: '.', b: '.' }).result, 'unusable')
  t.is(fill('/{a}{b}', { a: 'x'.repeat(200), b: 'y'.repeat(200) }).result, 'malformed')
  t.deepEqual(fill('/{a}', { a: '{b}', b: 'x' }), { result: 'path', path: '/{b}' })
})

test('a template that is none is told, and so is a value that nobody gives', (t) => {
  for (const template of ['org', '', '//x', '/a//b', '/{org', '/org}', '/{}', '/{or g}', '/..', '/a/../b'])
    t.is(fill(template, { org: 'x' }).result, 'malformed', template)
  t.deepEqual(fill('/{org}/{env:X_1}', { org: 'o' }), {
    result: 'unset',
    placeholder: { kind: 'variable', name: 'X_1' },
  })
})
