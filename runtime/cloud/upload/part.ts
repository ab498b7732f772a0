/** A stretch of a large file, in bytes. */
export interface Part {
  readonly offset: number
  readonly length: number
  /** The session has it already. */
  readonly isHeld: boolean
  readonly isLast: boolean
}

/** Bytes per append: a multiple of 4 MiB, as concurrent sessions want it (dropbox-api-spec, upload_session/start). */
export const partSize = 8 * 1024 * 1024

/** Cuts a file that is not empty into its parts, so that none lies on both sides of `held`, the bytes that a session holds already. */
export function* partsOf(size: number, held: number): Generator<Part> {
  for (let offset = 0; offset < size; ) {
    const isHeld = offset < held
    const length = Math.min(partSize, (isHeld ? held : size) - offset)
    yield { offset, length, isHeld, isLast: offset + length === size }
    offset += length
  }
}
