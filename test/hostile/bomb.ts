import { constants, deflateRawSync } from 'node:zlib'

const piece = 16 * 1024 * 1024

/** A deflated stream that inflates to about a thousand times as many bytes, all zero: one piece, flushed in full, over and over. */
export function bombOf(bytes: number): Buffer {
  const deflated = deflateRawSync(Buffer.alloc(piece), { finishFlush: constants.Z_FULL_FLUSH })
  const pieces: Buffer[] = Array(bytes / piece).fill(deflated)
  return Buffer.concat([...pieces, deflateRawSync(new Uint8Array())])
}
