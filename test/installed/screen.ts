/** What a terminal shows, worked out from what a program writes to it: as much of ECMA-48 and xterm as the programs use. */
export type Screen = {
  /** takes what was written */
  write(text: string): void
  /** the visible lines, those that were wrapped joined, without trailing blanks */
  text(): string
}

const escapeCharacter = '\u001b'

/** What follows an escape: a control sequence (private ones have a mark), or a short one, which changes nothing here. */
const sequence = /^(?:\[([?>]?)([\d;]*)[ -/]*([@-~])|[()][0-9A-Z]|[=>78])/

/** Makes an empty screen. */
export function createScreen(columns: number, rows: number): Screen {
  const lines: string[][] = [[]]
  const wrapped = new Set<number>()
  let top = 0
  let row = 0
  let column = 0
  let unfinished = ''

  const lineAt = (index: number): string[] => {
    while (lines.length <= index) lines.push([])
    return lines[index] ?? []
  }
  const moveTo = (nextRow: number, nextColumn: number): void => {
    row = Math.min(Math.max(nextRow, top), top + rows - 1)
    column = Math.min(Math.max(nextColumn, 0), columns - 1)
  }
  const feed = (): void => {
    row++
    if (row >= top + rows) top = row - rows + 1
    lineAt(row)
  }
  const put = (character: string): void => {
    if (column === columns) {
      feed()
      wrapped.add(row)
      column = 0
    }
    const line = lineAt(row)
    while (line.length < column) line.push(' ')
    line[column] = character
    column++
  }
  const eraseInLine = (mode: number): void => {
    const line = lineAt(row)
    if (mode === 0) line.length = Math.min(line.length, column)
    else if (mode === 1) line.fill(' ', 0, column + 1)
    else line.length = 0
  }
  const eraseBelow = (): void => {
    eraseInLine(0)
    lines.length = row + 1
    for (const index of wrapped) if (index > row) wrapped.delete(index)
  }

  const clear = (): void => {
    top = lines.length
    moveTo(top, 0)
  }
  /** The control functions by their final byte; a parameter that is left out is 0. */
  const controls: Readonly<Record<string, (first: number, second: number) => void>> = {
    A: (count) => moveTo(row - Math.max(count, 1), column),
    B: (count) => moveTo(row + Math.max(count, 1), column),
    C: (count) => moveTo(row, column + Math.max(count, 1)),
    D: (count) => moveTo(row, Math.min(column, columns - 1) - Math.max(count, 1)),
    E: (count) => moveTo(row + Math.max(count, 1), 0),
    F: (count) => moveTo(row - Math.max(count, 1), 0),
    G: (place) => moveTo(row, Math.max(place, 1) - 1),
    H: (line, place) => moveTo(top + Math.max(line, 1) - 1, Math.max(place, 1) - 1),
    J: (mode) => (mode === 0 ? eraseBelow() : clear()),
    K: eraseInLine,
  }

  return {
    write(text) {
      let rest = unfinished + text
      unfinished = ''
      while (rest !== '') {
        if (rest.startsWith(escapeCharacter)) {
          const [whole, mark, numbers = '', final = ''] = sequence.exec(rest.slice(1)) ?? []
          if (whole === undefined) {
            unfinished = rest
            return
          }
          const [first = 0, second = 0] = numbers.split(';').map(Number)
          if (mark === '') controls[final]?.(first, second)
          rest = rest.slice(1 + whole.length)
          continue
        }
        const character = String.fromCodePoint(rest.codePointAt(0) ?? 0)
        rest = rest.slice(character.length)
        if (character === '\n') feed()
        else if (character === '\r') column = 0
        else if (character === '\b') column = Math.max(0, column - 1)
        else if (character >= ' ') put(character)
      }
    },
    text() {
      let shown = ''
      for (let index = top; index < lines.length; index++) {
        if (index > top && !wrapped.has(index)) shown += '\n'
        shown += (lines[index] ?? []).join('')
      }
      return shown.replace(/ +$/gm, '').trimEnd()
    },
  }
}
