/** Dropbox's timestamp of a moment given in ms since 1970: whole seconds, UTC, `2026-11-21T12:00:00Z`. */
export function formatTimestamp(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`
}

/** The moment in ms since 1970, or undefined if the text is no `%Y-%m-%dT%H:%M:%SZ` timestamp. */
export function parseTimestamp(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text)) return undefined
  const milliseconds = Date.parse(text)
  return Number.isNaN(milliseconds) ? undefined : milliseconds
}
