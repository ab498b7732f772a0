/** Bytes to send, in pieces that are joined on the way. They can be had again, so that a request can be sent again. */
export interface RequestBody {
  readonly pieces: readonly Uint8Array[] | ReadPieces
  /** Told how many bytes of the body the socket has taken so far. */
  readonly onSent?: (sent: number) => void
}

/** Pieces that are read while they are sent. */
export interface ReadPieces {
  /** Bytes of all of them. */
  readonly size: number
  /** All of them from the start; each is good until the next one is asked for. */
  read(): AsyncIterable<Uint8Array>
}

/** What a body could not be read for is its `cause`: no fault of the way to the server. */
export class UnreadableBody extends Error {
  override readonly name = 'UnreadableBody'

  constructor(cause: unknown) {
    super('the body of a request cannot be read', { cause })
  }
}

/** Bytes of a body. */
export function bodySize({ pieces }: RequestBody): number {
  return 'read' in pieces ? pieces.size : pieces.reduce((sum, piece) => sum + piece.byteLength, 0)
}

/** The pieces of a body, each good until the next one is asked for. Throws UnreadableBody. */
export async function* piecesOf({ pieces }: RequestBody): AsyncGenerator<Uint8Array, void, undefined> {
  if (!('read' in pieces)) return yield* pieces
  try {
    yield* pieces.read()
  } catch (error) {
    throw new UnreadableBody(error)
  }
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: RequestBody | string
  readonly signal?: AbortSignal | undefined
  /** How long to wait in silence, in ms: for the connection to take more, and for the answer to begin. */
  readonly silence: number
  /** Whether the answer takes minutes by nature, while the box is at rest: then nothing wakes it until there is one, or the silence is over. */
  readonly atRest?: boolean
  /** Whether the answer of a request without a body is large: it may come over a connection of its own then, each chunk good until the next is asked for. */
  readonly large?: boolean
}

export interface HttpAnswer {
  readonly status: number
  /** By lower-case name; of a header that came more than once, the first. */
  readonly header: (name: string) => string | undefined
  /** To be read once. */
  readonly body: AsyncIterable<Uint8Array>
  /** Lets go of a body that is not read to its end. */
  drop(): void
}
