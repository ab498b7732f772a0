import { encodeJson } from './json.ts'

/**
 * What goes back to a caller. A streamed body says its length in bytes beforehand, so that a broken one is noticed; of one that does not,
 * `about` tells roughly how long it becomes.
 */
export interface Answer {
  status: number
  /** The words after the status; the usual ones if left out. */
  reason?: string
  headers: Record<string, string>
  body: string | { length: number | null; about?: number; chunks: AsyncIterable<Uint8Array> }
}

/** 200 with a JSON result. */
export function jsonAnswer(result: unknown, status = 200): Answer {
  return { status, headers: { 'Content-Type': 'application/json' }, body: encodeJson(result) }
}

/** A text answer, as Dropbox sends for requests it cannot read. */
export function textAnswer(status: number, text: string): Answer {
  return { status, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body: text }
}
