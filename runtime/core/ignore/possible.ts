/** More rules than anybody writes: to look for all of them at once would not be quick any more. */
const most = 500

/**
 * Makes a quick test of whether any line of some texts in gitignore syntax can keep out a path (NFC, without a slash at its end) or a folder above it:
 * where it says no, none does. Of each line one part that such a path must have is looked for, in one search for all lines. Whether a line does
 * keep it out, it does not say.
 */
export function possiblyIgnored(texts: readonly string[]): (path: string) => boolean {
  const components: string[] = []
  const beginnings: string[] = []
  const anywhere: string[] = []
  for (const line of texts.flatMap((text) => text.split(/\r?\n/))) {
    const part = necessaryPart(line)
    if (part === 'none') continue
    if (part === 'unknown' || components.length + beginnings.length + anywhere.length >= most)
      return () => true
    if (part.at === 'component') components.push(escaped(part.text))
    else if (part.at === 'beginning') beginnings.push(escaped(part.text))
    else anywhere.push(escaped(part.text))
  }
  const alternatives = [
    ...(components.length > 0 ? [`(?:^|/)(?:${components.join('|')})(?=/|$)`] : []),
    ...(beginnings.length > 0 ? [`(?:^|/)(?:${beginnings.join('|')})`] : []),
    ...(anywhere.length > 0 ? [anywhere.join('|')] : []),
  ]
  if (alternatives.length === 0) return () => false
  // The library compares by the same flag: lower-casing both sides would take other characters for equal.
  const all = new RegExp(alternatives.join('|'), 'i')
  return (path) => all.test(path)
}

/** What a path that a line keeps out holds: a whole component, the beginning of one, or this text anywhere. */
interface Part {
  readonly at: 'component' | 'beginning' | 'anywhere'
  readonly text: string
}

/** `none`: the line keeps out nothing by itself; `unknown`: no text is in everything that it keeps out. */
function necessaryPart(line: string): Part | 'none' | 'unknown' {
  if (line.trim() === '' || line.startsWith('#') || line.startsWith('!')) return 'none'
  // What stands in brackets is one character, which may be a slash where it is excluded that others are meant.
  const opened = line.indexOf('[')
  const closed = line.lastIndexOf(']')
  const brackets = opened === -1 ? '' : line.slice(opened, closed > opened ? closed + 1 : undefined)
  if (brackets.includes('/')) return 'unknown'
  const plain = opened === -1 ? line : `${line.slice(0, opened)}*${line.slice(opened + brackets.length)}`
  const segments = plain
    .replace(/^\uFEFF/, '')
    .trimEnd()
    .split('/')
  const last = segments.findLast((segment) => /[^*]/.test(segment))
  if (last === undefined) return 'unknown'
  // A backslash takes the next character with it.
  const runs = last.split(/\\.?|[*?]/su)
  const [beginning = ''] = runs
  if (runs.length === 1) return { at: 'component', text: beginning }
  if (beginning !== '') return { at: 'beginning', text: beginning }
  const longest = runs.reduce((one, other) => (other.length > one.length ? other : one))
  return longest === '' ? 'unknown' : { at: 'anywhere', text: longest }
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
}
