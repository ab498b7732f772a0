import { createInterface } from 'node:readline'

/** Gives a function that reads standard input line by line; it starts to read at its first call. */
export function lineReader(stdin: NodeJS.ReadableStream): () => Promise<string | undefined> {
  let lines: AsyncIterator<string> | undefined
  return async () => {
    lines ??= createInterface({ input: stdin, crlfDelay: Number.POSITIVE_INFINITY })[Symbol.asyncIterator]()
    const next = await lines.next()
    return next.done ? undefined : next.value
  }
}
