import { inspect } from 'node:util'

/** A token or code. It shows itself to nothing that prints, logs, serialises or inspects it. */
export interface Secret {
  /** The text itself, for the one request that needs it. */
  reveal(): string
  toString(): string
  toJSON(): string
  [inspect.custom](): string
}

const shown = '[secret]'

/** Closes a text away. */
export function secret(text: string): Secret {
  return Object.freeze({
    reveal: () => text,
    toString: () => shown,
    toJSON: () => shown,
    [inspect.custom]: () => shown,
  })
}
