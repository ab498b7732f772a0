import type { Tagged } from './failures.ts'

/**
 * The text of `error_summary`: the tags from the outermost inwards, joined by slashes, then up to three dots that
 * Dropbox adds at random so that nobody compares the text. `dots` is 0 to 3; `tags` replaces what the error says.
 */
export function errorSummary(error: Tagged, dots: number, tags: string = tagsOf(error).join('/')): string {
  return `${tags}/${'.'.repeat(dots)}`
}

function tagsOf(value: Tagged): string[] {
  const name = value['.tag']
  // An upload's failure keeps its WriteError in `reason`, without naming that member in the summary.
  const inner = value[name] ?? value['reason']
  return isTagged(inner) ? [name, ...tagsOf(inner)] : [name]
}

function isTagged(value: unknown): value is Tagged {
  return typeof value === 'object' && value !== null && '.tag' in value
}
