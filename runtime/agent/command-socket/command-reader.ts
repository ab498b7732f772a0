import { StringDecoder } from 'node:string_decoder'
import { type Command, parseCommand } from './protocol.ts'

/** What came next: a command, lines that make up none, or more than any command is long, after which nothing can be made sense of. */
export type Received = Command | 'malformed' | 'too-long'

/** Cuts what a connection brings into commands. */
export interface CommandReader {
  feed(bytes: Uint8Array): void
  /** Undefined until more has come. */
  next(): Received | undefined
  /** Whether a command has begun and not ended. */
  isHalfWay(): boolean
}

/** Characters of one command; a thousand paths to exclude fit. */
const longest = 1024 * 1024
/** The script sends six arguments at most (`proxy`). */
const mostLines = 64

export function createCommandReader(): CommandReader {
  const decoder = new StringDecoder('utf8')
  const received: Received[] = []
  let lines: string[] = []
  let pieces: string[] = []
  let length = 0
  let isBroken = false

  const take = (line: string): void => {
    if (line !== 'done') {
      lines.push(line)
      return
    }
    received.push(parseCommand(lines) ?? 'malformed')
    lines = []
    length = 0
  }
  return {
    feed(bytes) {
      if (isBroken) return
      const text = decoder.write(Buffer.from(bytes))
      let start = 0
      for (let end = text.indexOf('\n'); end !== -1 && !isBroken; end = text.indexOf('\n', start)) {
        length += end - start + 1
        take(pieces.join('') + text.slice(start, end))
        pieces = []
        start = end + 1
        isBroken = length > longest || lines.length > mostLines
      }
      if (start < text.length) pieces.push(text.slice(start))
      length += text.length - start
      isBroken ||= length > longest
      if (!isBroken) return
      lines = []
      pieces = []
      received.push('too-long')
    },
    next: () => received.shift(),
    isHalfWay: () => lines.length > 0 || pieces.length > 0,
  }
}
