/** Gathers what a socket brings in small bits, for one reader who takes it in large pieces. */
export interface Pieces {
  /** Takes bytes, which may be used anew at once; false: enough for now, though what comes all the same is kept. */
  put(bytes: Uint8Array): boolean
  /** No more comes. With an error, the reader meets it once all that came before is taken. */
  end(error?: unknown): void
  /** To be read once. Where memory is recycled, a piece is good until the next one is asked for. */
  read(): AsyncGenerator<Uint8Array, void, undefined>
}

export interface PiecesOptions {
  /** Bytes of a piece. */
  readonly size: number
  /** Whether a piece's memory becomes that of a later one. */
  readonly recycled: boolean
  /** Told when there is room again after `put` gave false. */
  readonly wanted: () => void
}

/** A reader who waits so long, in ms, is given less than a whole piece: on a slow line, progress is to be seen and little to be lost. */
const patience = 100

/** Holds three pieces at most: the one that is read, a whole one, and one that is being filled. */
export function createPieces({ size, recycled, wanted }: PiecesOptions): Pieces {
  const spare: Uint8Array<ArrayBuffer>[] = []
  let whole: Uint8Array<ArrayBuffer> | undefined
  let filling = new Uint8Array(size)
  let filled = 0
  let beyond: Uint8Array[] = []
  let hasStopped = false
  let ended: { readonly error: unknown } | undefined
  let wake = (): void => {}

  const begin = (): void => {
    filling = spare.pop() ?? new Uint8Array(size)
    filled = 0
  }
  const take = (bytes: Uint8Array): void => {
    for (let taken = 0; taken < bytes.byteLength; ) {
      if (filled === size) {
        if (whole !== undefined) {
          beyond.push(bytes.slice(taken))
          return
        }
        whole = filling
        begin()
      }
      const part = bytes.subarray(taken, taken + size - filled)
      filling.set(part, filled)
      filled += part.byteLength
      taken += part.byteLength
    }
  }
  /** A whole piece, or what there is when no more comes soon. */
  const give = (isLate: boolean): Uint8Array<ArrayBuffer> | undefined => {
    let piece = whole
    whole = undefined
    if (piece === undefined && filled > 0 && (filled === size || isLate || ended !== undefined)) {
      piece = filling.subarray(0, filled)
      begin()
    }
    const waiting = beyond
    beyond = []
    for (const bytes of waiting) take(bytes)
    return piece
  }
  const hasRoom = (): boolean => beyond.length === 0 && (filled < size || whole === undefined)

  const waitForMore = async (): Promise<{ readonly isLate: boolean }> => {
    const { promise, resolve } = Promise.withResolvers<{ readonly isLate: boolean }>()
    wake = () => resolve({ isLate: false })
    const late = setTimeout(resolve, patience, { isLate: true })
    try {
      return await promise
    } finally {
      clearTimeout(late)
    }
  }
  const next = async (): Promise<Uint8Array<ArrayBuffer> | undefined> => {
    for (let isLate = false; ; { isLate } = await waitForMore()) {
      const piece = give(isLate)
      if (hasStopped && hasRoom()) {
        hasStopped = false
        wanted()
      }
      if (piece !== undefined || ended !== undefined) return piece
    }
  }

  return {
    put(bytes) {
      take(bytes)
      if (filled === size || whole !== undefined) wake()
      hasStopped = !hasRoom()
      return !hasStopped
    },
    end(error) {
      ended ??= { error }
      wake()
    },
    async *read() {
      for (let piece = await next(); piece !== undefined; piece = await next()) {
        yield piece
        if (recycled) spare.push(new Uint8Array(piece.buffer))
      }
      if (ended?.error !== undefined) throw ended.error
    },
  }
}
