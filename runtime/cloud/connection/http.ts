/** Bytes to send, in pieces that are joined on the way. They stay in memory, so that a request can be sent again. */
export interface RequestBody {
  readonly pieces: readonly Uint8Array[]
  /** Told how many bytes of the body the socket has taken so far. */
  readonly onSent?: (sent: number) => void
}

/** Bytes of a body. */
export function bodySize({ pieces }: RequestBody): number {
  return pieces.reduce((sum, piece) => sum + piece.byteLength, 0)
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
