import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import fc from 'fast-check'
import ignore from 'ignore'
import { ignoreRules } from '../../../../runtime/core/ignore/ignore-rules.ts'
import { possiblyIgnored } from '../../../../runtime/core/ignore/possible.ts'

const defaults = readFileSync(join(import.meta.dirname, '../../../../templates/default.mignore'), 'utf8')

/** What the library itself says, asked anew each time. */
function ignoredByLibrary(texts: readonly string[], path: string): boolean {
  const rules = ignore({ ignorecase: true, allowRelativePaths: true })
  for (const text of texts) rules.add(text.normalize('NFC'))
  return rules.ignores(path.normalize('NFC'))
}

const runs = Number(process.env['RUNS'] ?? 3000)
const anything = fc.string({
  unit: fc.constantFrom(...'aAbß/*?[]!\\-^#. {}()+$|:ſkKΣςé\u0301\uFEFF\t\r'),
  minLength: 1,
  maxLength: 8,
})
/** Lines as people write them, out of few pieces, so that many fit. */
const piece = fc.constantFrom(
  'a',
  'B',
  'ab',
  '*',
  '**',
  '?',
  '*.a',
  'a*',
  '*a*',
  '[ab]',
  'a[!b]c',
  '\\*',
  '\\#a',
  'é',
)
const written = fc
  .tuple(
    fc.constantFrom('', '', '/', '!', '**/', './'),
    fc.array(piece, { minLength: 1, maxLength: 3 }),
    fc.constantFrom('', '/', '/*', '/**', ' ', '\\ '),
  )
  .map(([before, pieces, after]) => `${before}${pieces.join('/')}${after}`)
const line = fc.oneof(written, anything)
const name = fc.oneof(
  fc.constantFrom('a', 'A', 'b', 'ab', 'abc', 'x.a', '#a', '*', 'a ', 'É', 'axc'),
  fc
    .string({ unit: fc.constantFrom(...'aAbß.*?[]!\\-# Σςſké'), minLength: 1, maxLength: 4 })
    .filter((one) => !/^\.+$/.test(one)),
)
const path = fc
  .tuple(fc.array(name, { minLength: 1, maxLength: 3 }), fc.boolean())
  .map(([names, isFolder]) => ({ relative: names.join('/'), isFolder }))

test('rules keep out exactly what the library says', (t) => {
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 4 }),
      fc.array(path, { minLength: 1, maxLength: 6 }),
      (lines, paths) => {
        const texts = [lines.join('\n')]
        const rules = ignoreRules(texts, { repositories: 'synced' })
        for (const { relative, isFolder } of paths)
          t.is(
            rules.ignores(relative, isFolder),
            ignoredByLibrary(texts, isFolder ? `${relative}/` : relative),
            JSON.stringify({ lines, relative, isFolder }),
          )
      },
    ),
    { numRuns: runs },
  )
})

test('nothing that the library keeps out is passed over', (t) => {
  fc.assert(
    fc.property(line, fc.array(path, { minLength: 1, maxLength: 6 }), (one, paths) => {
      const isPossible = possiblyIgnored([one.normalize('NFC')])
      for (const { relative, isFolder } of paths)
        t.true(
          isPossible(relative.normalize('NFC')) ||
            !ignoredByLibrary([one], isFolder ? `${relative}/` : relative),
          JSON.stringify({ one, relative, isFolder }),
        )
    }),
    { numRuns: runs },
  )
})

test('most names are told from what the default rules keep out without trying each rule', (t) => {
  const isPossible = possiblyIgnored([defaults])
  for (const one of ['project/src/index.ts', 'a/b/c', 'Photos/2026/IMG_0001.jpg', 'build/out.o', 'README.md'])
    t.false(isPossible(one), one)
  for (const one of ['a/NODE_MODULES/b', 'x.pyc', 'a/.b.swp', '#a#', 'lost+found', 'a/target/debug/x'])
    t.true(isPossible(one), one)
})

test('where a rule may keep out anything, or there are very many, every name is possible', (t) => {
  for (const text of ['*', '**/*/', '?', 'a[/]b', `${'a\n'.repeat(501)}`])
    t.true(possiblyIgnored([text])('b'), text)
  for (const text of ['', '# a', '!a', ' \n\n']) t.false(possiblyIgnored([text])('a'), text)
})
