import { blockSumsOf, contentHashBlock, hashOfSums, separateSums } from '../../core/content-hash.ts'
import type { OpenSession, UploadRequest, UploadSource } from '../../ports/cloud.ts'
import type { ReadPieces } from '../connection/http.ts'
import { changedWhileRead, confirm, readPart } from './content.ts'
import { type Part, partSize, partsOf } from './part.ts'
import { createPartSender } from './part-sender.ts'
import type { UploadRun } from './run.ts'

/** Bytes per append: eight at once are no more than the 64 MiB that a kill may cost. */
const streamedPartSize = 2 * partSize
/**
 * Bytes of the budget for contents in memory that each takes, more than it ever holds, so that eight are under way at once: while Dropbox thinks about
 * some, as it does before each and after it, there are always others that are being sent.
 */
const takenByEach = 3 * 1024 * 1024
/** Bytes that are read at a time. */
const pieceSize = 512 * 1024

/**
 * Sends the parts that the session does not hold yet, several at once, each read from the disk while it is sent: little of it is ever in memory. The
 * sums of its blocks are known from before, and it is Dropbox that compares: it takes a part only if its bytes have the hash that the sums say. The last part
 * closes the session and goes only when all others have arrived. Throws ContentError unless the file is the one that was asked for then, and at the end.
 */
export async function streamParts(
  run: UploadRun,
  request: UploadRequest,
  source: UploadSource,
  known: OpenSession,
  sums: readonly Uint8Array[],
): Promise<void> {
  const sender = createPartSender(run, request, known)
  /** Room that a part had; a new one for each would be memory that is only given back much later. */
  const spare: Uint8Array[] = []
  try {
    for (const part of partsOf(
      request.size,
      [[0, known.offset], ...(known.beyond ?? [])],
      streamedPartSize,
    )) {
      if (part.isHeld) continue
      const giveBack = await run.budget.take(takenByEach, run.signal)
      if (part.isLast) await sender.settled()
      if (sender.failure !== undefined) {
        giveBack()
        break
      }
      try {
        await confirm(source)
      } catch (error) {
        giveBack()
        throw error
      }
      const room = spare.pop() ?? new Uint8Array(pieceSize)
      const { pieces, end } = readOnTheWay(source, part, room)
      sender.send(part, {
        pieces,
        hash: hashOfSums(sumsWithin(sums, part)),
        hashNow: async () => hashOfSums(await sumsNow(source, part)),
        ended: async () => {
          await end()
          spare.push(room)
          giveBack()
        },
      })
    }
  } finally {
    await sender.settled()
  }
  if (sender.failure !== undefined) throw sender.failure.error
  await confirm(source)
}

/** The sums of the file's blocks, if they came with the request and are those of the content that is to be sent. */
export function givenSums({ hash, size, sums }: UploadRequest): readonly Uint8Array[] | undefined {
  if (sums === undefined) return undefined
  const separate = separateSums(sums)
  return separate.length === Math.ceil(size / contentHashBlock) && hashOfSums(separate) === hash
    ? separate
    : undefined
}

/** Those of the blocks of one part, which begins where a block does. */
function sumsWithin(sums: readonly Uint8Array[], { offset, length }: Part): readonly Uint8Array[] {
  return sums.slice(offset / contentHashBlock, Math.ceil((offset + length) / contentHashBlock))
}

async function sumsNow(source: UploadSource, { offset, length }: Part): Promise<Uint8Array[]> {
  const sums: Uint8Array[] = []
  for (let at = 0; at < length; at += contentHashBlock)
    sums.push(...blockSumsOf(await readPart(source, offset + at, Math.min(contentHashBlock, length - at))))
  return sums
}

/** A part, read into the same room all the time. `end` resolves when nothing reads any more, after which nothing can. */
function readOnTheWay(
  source: UploadSource,
  { offset, length }: Part,
  room: Uint8Array,
): { readonly pieces: ReadPieces; readonly end: () => Promise<void> } {
  let hasEnded = false
  let reading: Promise<unknown> = Promise.resolve()
  const read = async (at: number): Promise<Uint8Array> => {
    // An answer may come before all is sent: the file is closed then, and the room another part's.
    await reading
    if (hasEnded) throw changedWhileRead()
    const piece = readPart(source, offset + at, Math.min(pieceSize, length - at), room)
    reading = piece.catch(() => undefined)
    return await piece
  }
  return {
    pieces: {
      size: length,
      async *read() {
        for (let at = 0; at < length; at += pieceSize) yield await read(at)
      },
    },
    async end() {
      hasEnded = true
      await reading
    },
  }
}
