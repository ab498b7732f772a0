/** Where the engine tells what it does. `event` is a fixed word; data never holds a secret or the content of a file. */
export interface Log {
  info(event: string, data?: Readonly<Record<string, unknown>>): void
  warn(event: string, data?: Readonly<Record<string, unknown>>): void
  error(event: string, data?: Readonly<Record<string, unknown>>): void
}
