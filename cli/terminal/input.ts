/** Gives a function that reads standard input line by line; it starts to read, and loads what it takes for that, at its first call. */
export function lineReader(stdin: NodeJS.ReadableStream): () => Promise<string | undefined> {
  let lines: Promise<AsyncIterator<string>> | undefined
  return async () => {
    lines ??= linesOf(stdin)
    const next = await (await lines).next()
    return next.done ? undefined : next.value
  }
}

async function linesOf(stdin: NodeJS.ReadableStream): Promise<AsyncIterator<string>> {
  const { createInterface } = await import('node:readline')
  return createInterface({ input: stdin, crlfDelay: Number.POSITIVE_INFINITY })[Symbol.asyncIterator]()
}
