/** ` Did you mean "empty"?` for a word that was typed wrong, or nothing where none of the known ones is near it. */
export function didYouMean(word: string, known: Iterable<string>): string {
  let best: { readonly word: string; readonly slips: number } | undefined
  for (const candidate of known) {
    const slips = slipsBetween(word.toLowerCase(), candidate)
    if (slips <= slipsAllowed(candidate) && (best === undefined || slips < best.slips))
      best = { word: candidate, slips }
  }
  return best === undefined ? '' : ` Did you mean "${best.word}"?`
}

function slipsAllowed({ length }: string): number {
  return length < 5 ? 1 : 2
}

/** How many letters are to be added, left out, exchanged for another, or for their neighbour (the distance of Damerau and Levenshtein). */
function slipsBetween(one: string, other: string): number {
  let [before, last]: [number[], number[]] = [
    [],
    Array.from({ length: other.length + 1 }, (_, index) => index),
  ]
  for (let row = 1; row <= one.length; row++) {
    const current = [row]
    for (let column = 1; column <= other.length; column++) {
      const isSame = one[row - 1] === other[column - 1]
      const isTurned =
        row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]
      current[column] = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (isSame ? 0 : 1),
        isTurned ? (before[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      )
    }
    ;[before, last] = [last, current]
  }
  return last[other.length] ?? 0
}
