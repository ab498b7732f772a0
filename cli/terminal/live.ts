/** A few lines at the bottom of a terminal that are drawn again and again, below what is printed for good. */
export type Live = {
  /** replaces the lines */
  draw(lines: readonly string[]): void
  /** takes the lines away while something is printed above them */
  clear(): void
}

/** Makes the live lines of a terminal. A line that is too long is cut by the terminal: it must not move the others. */
export function live(stream: NodeJS.WriteStream): Live {
  let drawn = 0
  const clear = (): void => {
    if (drawn > 0) stream.write(`\x1b[${drawn}A\r\x1b[J`)
    drawn = 0
  }
  return {
    clear,
    draw(lines) {
      clear()
      // Autowrap off while they are written (DECAWM, ECMA-48 private mode 7).
      if (lines.length > 0) stream.write(`\x1b[?7l${lines.join('\n')}\n\x1b[?7h`)
      drawn = lines.length
    },
  }
}
