import { createHash } from 'node:crypto'

/** A hash of all that happened, in order. */
export interface Trace {
  add(line: string): void
  /** 16 hex digits; nothing may be added after it. */
  digest(): string
}

/** Characters that are gathered before they are hashed: a call of the hash costs more than its work on one line. */
const gathered = 1 << 16

export function createTrace(): Trace {
  const hash = createHash('sha256')
  let text = ''
  return {
    add(line) {
      text += line
      if (text.length < gathered) return
      hash.update(text)
      text = ''
    },
    digest: () => hash.update(text).digest('hex').slice(0, 16),
  }
}
