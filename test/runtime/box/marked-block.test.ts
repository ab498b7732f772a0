import test from 'ava'
import fc from 'fast-check'
import { damaged, hasBlock, type Place, withBlock, withoutBlock } from '../../../runtime/box/marked-block.ts'

const block = { name: 'ours', purpose: 'does good', lines: 'echo one\necho two\n' }
const text = '# >>> ours >>> does good\necho one\necho two\n# <<< ours <<<\n'

test('a file that is made holds the block and a note that it was made', (t) => {
  const made = withBlock(undefined, block, 'end')
  t.is(made, text.replace('<<<\n', '<<< (the file was made for this)\n'))
  t.is(withoutBlock(String(made), 'ours'), undefined)
})

test('an empty file that was there stays when the block goes', (t) => {
  t.is(withBlock('', block, 'end'), text)
  t.is(withoutBlock(text, 'ours'), '')
})

test('at the end it follows the last line, and a missing line end is added and taken back', (t) => {
  t.is(withBlock('a\n', block, 'end'), `a\n${text}`)
  const added = String(withBlock('a', block, 'end'))
  t.true(added.startsWith('a\n# >>> ours'))
  t.is(withoutBlock(added, 'ours'), 'a')
})

test('an added line end stays when lines have followed the block since', (t) => {
  const added = String(withBlock('a', block, 'end'))
  t.is(withoutBlock(`${added}b\n`, 'ours'), 'a\nb\n')
})

test('at the top it comes before everything but a #! line', (t) => {
  t.is(withBlock('a\n', block, 'top'), `${text}a\n`)
  t.is(withBlock('#!/bin/bash\na\n', block, 'top'), `#!/bin/bash\n${text}a\n`)
  t.is(withBlock('#!/bin/bash\r\na\r\n', block, 'top'), `#!/bin/bash\r\n${text}a\r\n`)
  t.is(withBlock('\u00ef\u00bb\u00bf#!/bin/bash\n', block, 'top'), `${text}\u00ef\u00bb\u00bf#!/bin/bash\n`)
})

test('it is replaced where it stands, and the same block changes nothing', (t) => {
  const content = `a\n${text}b\n`
  t.is(withBlock(content, block, 'top'), content)
  t.is(
    withBlock(content, { ...block, lines: 'echo three\n' }, 'top'),
    content.replace('echo one\necho two', 'echo three'),
  )
})

test('a file that an editor has given other line ends loses the block all the same', (t) => {
  t.is(withoutBlock(`a\r\n${text.replaceAll('\n', '\r\n')}b\r\n`, 'ours'), 'a\r\nb\r\n')
})

test('without its closing line the block is left for the person to decide', (t) => {
  const broken = `a\n# >>> ours >>> does good\necho one\nb\n`
  t.is(withBlock(broken, block, 'end'), damaged)
  t.is(withoutBlock(broken, 'ours'), damaged)
  t.false(hasBlock(broken, 'ours'))
})

test('a block of another name is not ours', (t) => {
  const other = String(withBlock('a\n', { ...block, name: 'theirs' }, 'end'))
  t.is(withoutBlock(other, 'ours'), other)
  t.is(withoutBlock(String(withBlock(other, block, 'end')), 'ours'), other)
})

test('whatever bytes a file has, the block goes in once and comes out without a trace', (t) => {
  const line = fc.constantFrom(
    '',
    'a',
    '#!/bin/sh',
    'x\r',
    '# >>> theirs >>>',
    '\u00ef\u00bb\u00bf',
    '\u0000\u00ff',
    '\t ',
  )
  const content = fc.array(line, { maxLength: 6 }).map((lines) => lines.join('\n'))
  fc.assert(
    fc.property(content, fc.constantFrom<Place>('top', 'end'), (before, place) => {
      const after = withBlock(before, block, place)
      if (after === damaged) return false
      return (
        hasBlock(after, 'ours') &&
        withBlock(after, block, place) === after &&
        withoutBlock(after, 'ours') === before
      )
    }),
    { numRuns: 2000 },
  )
  t.pass()
})
