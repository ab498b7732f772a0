/**
 * A block of lines of ours inside a file of a person's: found by its marks, written once, and taken out again so that
 * the file is what it was, byte for byte. Content is handled as latin1 text, one character per byte, so that no encoding,
 * line end or byte order mark is touched. Pure.
 */
export type MarkedBlock = {
  /** tells blocks apart: two names never meet in one file */
  name: string
  /** said behind the opening mark, in one line */
  purpose: string
  /** the shell lines between the marks, each ending with a line feed */
  lines: string
}

/** Where a block goes in a file that has none: after everything, or before everything but a `#!` line. */
export type Place = 'top' | 'end'

/** What writing the block did besides: remembered in its closing mark, to be undone when the block is removed. */
type Trace = '' | typeof madeFile | typeof addedLineEnd
const madeFile = ' (the file was made for this)'
const addedLineEnd = ' (a line end was added above)'

type Found = { start: number; end: number; trace: Trace }

/** The opening mark is there and the closing one is not: where the block ends is for the person to decide. */
export const damaged = Symbol('damaged')

/**
 * Gives the content with the block in it: replaced where it stands, else put at `place`. `content` undefined: no file yet.
 * The same content comes back when the very block is there already. `damaged` when the block's closing mark is missing.
 */
export function withBlock(
  content: string | undefined,
  block: MarkedBlock,
  place: Place,
): string | typeof damaged {
  const found = find(content ?? '', block.name)
  if (found === damaged) return damaged
  if (content === undefined) return render(block, madeFile)
  if (found) return content.slice(0, found.start) + render(block, found.trace) + content.slice(found.end)
  const position = place === 'end' || /^#![^\n]*$/.test(content) ? content.length : afterShebang(content)
  const before = content.slice(0, position)
  if (before === '' || before.endsWith('\n')) return before + render(block, '') + content.slice(position)
  return `${before}\n${render(block, addedLineEnd)}`
}

/**
 * Gives the content without the block, or undefined when nothing but the block was in a file that was made for it: the
 * file is then to be removed. Content without the block comes back as it is.
 */
export function withoutBlock(content: string, name: string): string | undefined | typeof damaged {
  const found = find(content, name)
  if (found === damaged) return damaged
  if (!found) return content
  const after = content.slice(found.end)
  let before = content.slice(0, found.start)
  if (before === '' && after === '' && found.trace === madeFile) return undefined
  // With lines behind it now, the line end that was added is needed.
  if (found.trace === addedLineEnd && after === '') before = before.replace(/\n$/, '')
  return before + after
}

/** Whether the block is in the content, whole. */
export function hasBlock(content: string, name: string): boolean {
  return typeof find(content, name) === 'object'
}

function afterShebang(content: string): number {
  return content.startsWith('#!') ? content.indexOf('\n') + 1 : 0
}

function render({ name, purpose, lines }: MarkedBlock, trace: Trace): string {
  return `# >>> ${name} >>> ${purpose}\n${lines}# <<< ${name} <<<${trace}\n`
}

function find(content: string, name: string): Found | undefined | typeof damaged {
  const opening = new RegExp(`^# >>> ${name} >>>[^\\n]*\\n`, 'm').exec(content)
  if (!opening) return undefined
  const closing = new RegExp(`^# <<< ${name} <<<([^\\r\\n]*)\\r?\\n?`, 'm').exec(content.slice(opening.index))
  if (!closing) return damaged
  const [line, note = ''] = closing
  const trace = isTrace(note) ? note : ''
  return { start: opening.index, end: opening.index + closing.index + line.length, trace }
}

function isTrace(note: string): note is Trace {
  return note === madeFile || note === addedLineEnd
}
