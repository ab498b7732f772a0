const longestName = 255

/** A name with a mark before its extension, `report (restored).txt`, cut so that it fits 255 bytes. `mark` holds its own blank. */
export function markedName(name: string, mark: string): string {
  const dot = name.lastIndexOf('.')
  const stem = dot > 0 ? name.slice(0, dot) : name
  const tail = mark + (dot > 0 ? name.slice(dot) : '')
  const room = longestName - bytesOf(tail)
  if (bytesOf(stem) <= room) return stem + tail
  let cut = ''
  for (const character of stem) {
    if (bytesOf(cut) + bytesOf(character) > room) break
    cut += character
  }
  return cut.trimEnd() + tail
}

/** The name of what comes out of the trash where its own is taken: `report (restored).txt`, then `report (restored) (2).txt`; `attempt` counts from 0. */
export function restoredName(name: string, attempt: number): string {
  return markedName(name, attempt === 0 ? ' (restored)' : ` (restored) (${attempt + 1})`)
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length
}
