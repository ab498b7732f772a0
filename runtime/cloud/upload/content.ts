import { contentHashOf } from '../../core/content-hash.ts'
import type { Refusal, UploadRequest, UploadSource } from '../../ports/cloud.ts'
import { faultOf, isDiskError } from '../../ports/files.ts'

/** A file on the box that cannot be sent now. */
export class ContentError extends Error {
  override readonly name = 'ContentError'
  readonly refusal: Refusal

  constructor(refusal: Refusal, cause?: unknown) {
    super(refusal.reason, { cause })
    this.refusal = refusal
  }
}

/** The file that was to be sent is not the one that is there. */
export function changedWhileRead(cause?: unknown): ContentError {
  return new ContentError({ reason: 'changed-while-read' }, cause)
}

/**
 * Opens a file, lets `use` have it, and closes it in any case. What the file itself fails with becomes a ContentError.
 */
export async function withSource<Value>(
  request: UploadRequest,
  use: (source: UploadSource) => Promise<Value>,
): Promise<Value> {
  const source = await request.open().catch(asContentError)
  try {
    return await use(source)
  } finally {
    await source.close()
  }
}

/** Reads a part of a file, into `into` where that is given. Throws ContentError 'changed-while-read' unless it is there in full. */
export async function readPart(
  source: UploadSource,
  offset: number,
  length: number,
  into?: Uint8Array,
): Promise<Uint8Array> {
  if (length === 0) return new Uint8Array()
  const bytes = await source.read(offset, length, into).catch(asContentError)
  if (bytes.byteLength !== length) throw changedWhileRead()
  return bytes
}

/**
 * Throws ContentError 'changed-while-read' unless the file is still the very one that was asked for, and the bytes read of it, if
 * all are, have the hash they should have.
 */
export async function confirm(
  source: UploadSource,
  hash?: { readonly is: string; readonly shouldBe: string },
): Promise<void> {
  if (hash !== undefined && hash.is !== hash.shouldBe) throw changedWhileRead()
  if (!(await source.unchanged().catch(asContentError))) throw changedWhileRead()
}

/** The whole content of a small file, known to be what the request describes. Throws ContentError. */
export async function readWhole(request: UploadRequest): Promise<Uint8Array> {
  return withSource(request, async (source) => {
    const bytes = await readPart(source, 0, request.size)
    await confirm(source, { is: contentHashOf(bytes), shouldBe: request.hash })
    return bytes
  })
}

function asContentError(error: unknown): never {
  if (error instanceof ContentError) throw error
  if (isDiskError(error, 'changed-while-read', 'changed', 'missing')) throw changedWhileRead(error)
  if (isDiskError(error, 'busy', 'too-many-open'))
    throw new ContentError({ reason: 'interrupted', detail: faultOf(error) }, error)
  const detail = isDiskError(error) ? faultOf(error) : String(error)
  throw new ContentError({ reason: 'unreadable', detail }, error)
}
