import test from 'ava'
import fc from 'fast-check'
import {
  faultInLocalName,
  faultInRemoteName,
  isIgnoredEverywhere,
  lowerCase,
} from '../../../runtime/core/names.ts'

for (const [name, lowered] of [
  ['README', 'readme'],
  ['Straße', 'straße'],
  ['ΟΔΟΣ', 'οδοσ'],
  ['İstanbul', 'istanbul'],
  ['Ä', 'ä'],
  ['🦉 OWL', '🦉 owl'],
] as const) {
  test(`${name} is ${lowered} to Dropbox`, (t) => t.is(lowerCase(name), lowered))
}

test('lower-casing keeps the number of code points, and doing it twice changes nothing more', (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (name) => {
      const lowered = lowerCase(name)
      t.is([...lowered].length, [...name].length)
      t.is(lowerCase(lowered), lowered)
    }),
  )
})

test('lower-casing a name is lower-casing each code point to one, whatever stands beside it', (t) => {
  const wrong: string[] = []
  for (let code = 0x80; code < 0x20000; code++) {
    const character = String.fromCodePoint(code)
    const small = String.fromCodePoint(character.toLowerCase().codePointAt(0) ?? 0)
    if (character.isWellFormed() && lowerCase(`A${character}B${character}`) !== `a${small}b${small}`)
      wrong.push(code.toString(16))
  }
  t.deepEqual(wrong, [])
})

test('names that Dropbox refuses are known before they are sent', (t) => {
  t.is(faultInLocalName('back\\slash'), 'backslash')
  t.is(faultInLocalName('line\nbreak'), 'control-character')
  t.is(faultInLocalName('trailing '), 'trailing-space')
  t.is(faultInLocalName('x'.repeat(256)), 'too-long')
  t.is(faultInLocalName('.env (copy) #1 100%.txt'), undefined)
})

test('names from Dropbox that the box cannot hold are known before they are written', (t) => {
  for (const name of ['.', '..', '']) t.is(faultInRemoteName(name), 'dot-component')
  t.is(faultInRemoteName('ä'.repeat(128)), 'too-long')
  t.is(faultInRemoteName('ä'.repeat(127)), undefined)
})

test('what every Dropbox client ignores is ignored, whatever its case', (t) => {
  for (const name of [
    'desktop.ini',
    'Thumbs.db',
    '.DS_Store',
    '.dropbox',
    '.dropbox.cache',
    '~$thesis.docx',
    '.~lock.x#',
  ]) {
    t.true(isIgnoredEverywhere(name), name)
  }
  for (const name of ['.dropboxignore', 'desktop.ini.txt', '~notes', '.mignore'])
    t.false(isIgnoredEverywhere(name), name)
})
