import { crc32 } from 'node:zlib'
import { type ByteSource, byteSource } from './byte-source.ts'
import { descriptorAt, descriptorReach } from './descriptor.ts'
import { inflateAtMost } from './inflate.ts'
import { headerLength, type LocalHeader, lengthsIn, parseLocalHeader, signatures } from './local-header.ts'
import { cutOff, skipEntry } from './skip-entry.ts'
import { ZipError } from './zip-error.ts'

/** A file out of a zip: as many bytes as were wanted, with the CRC-32 that the zip says. */
export interface ZippedFile {
  /** As the zip has it. */
  readonly name: string
  readonly content: Uint8Array
}

/** Bytes of an entry, packed or not, that are kept in memory at most; what is larger is left out. */
export const largestEntry = 4 * 1024 * 1024

/**
 * Reads a zip as it streams by, by its local headers alone; the central directory is where it ends, and is not looked at.
 * `sizeOf` says how many bytes a name must have, or undefined for what is not wanted; it is asked once for each entry. Entries that are not
 * wanted, not of that size, damaged, or beyond `largestEntry` are left out, and what has not come in the end was one of these.
 * Stored and deflated entries, with data descriptors or without, and zip64 are read (PKWARE APPNOTE.TXT 6.3.10). Nothing is unpacked beyond its
 * size. Throws ZipError for anything else, what was given before it being good, and what `stream` throws.
 */
export async function* readZip(
  stream: AsyncIterable<Uint8Array>,
  sizeOf: (name: string) => number | undefined,
): AsyncGenerator<ZippedFile, void, undefined> {
  const source = byteSource(stream)
  for (;;) {
    const header = await nextHeader(source)
    if (header === undefined) return
    const { name } = header
    const size = name === undefined ? undefined : sizeOf(name)
    const content =
      size === undefined || size > largestEntry ? undefined : await takeEntry(source, header, size)
    if (content === undefined) await skipEntry(source, header)
    else if (content !== 'damaged' && name !== undefined) yield { name, content }
  }
}

/** The next entry's header, taken from the source; undefined at the central directory. */
async function nextHeader(source: ByteSource): Promise<LocalHeader | undefined> {
  if (!(await source.fill(4))) throw cutOff()
  const signature = source.bytes.readUInt32LE(0)
  if (signature === signatures.central || signature === signatures.end || signature === signatures.farEnd)
    return undefined
  if (signature !== signatures.local)
    throw new ZipError(
      'not-a-zip',
      `what should be a zip has 0x${signature.toString(16)} in place of a header`,
    )
  if (!(await source.fill(headerLength))) throw cutOff()
  const { name, extra } = lengthsIn(source.bytes)
  const length = headerLength + name + extra
  if (!(await source.fill(length))) throw cutOff()
  const header = parseLocalHeader(source.bytes.subarray(0, length))
  source.drop(length)
  return header
}

/** The bytes of one entry, taken from the source if they are `size`; 'damaged': taken and of no use. Undefined: not taken. */
async function takeEntry(
  source: ByteSource,
  { method, sizes }: LocalHeader,
  size: number,
): Promise<Uint8Array | 'damaged' | undefined> {
  const packedMost = method === 'stored' ? size : largestPacked(size)
  if (sizes === undefined)
    return method === 'stored' ? takeStored(source, size) : takeDeflated(source, size, packedMost)
  const { packed, unpacked, crc } = sizes
  if (unpacked !== size || packed > packedMost) return undefined
  if (method === 'stored' && packed !== unpacked)
    throw new ZipError('malformed', 'a stored entry of two sizes')
  if (!(await source.fill(packed))) throw cutOff()
  const bytes = source.bytes.subarray(0, packed)
  const content = method === 'stored' ? bytes : inflatedWhole(bytes, size)
  source.drop(packed)
  return content?.byteLength === size && crc32(content) === crc ? content : 'damaged'
}

/** Bytes of which it is known where they end. */
function inflatedWhole(bytes: Buffer, size: number): Buffer | undefined {
  // A byte more, so that a stream that ends with the last one is told from one that goes on.
  const inflated = inflateAtMost(Buffer.concat([bytes, Buffer.alloc(1)]), size)
  return inflated.kind === 'whole' && inflated.packed === bytes.byteLength ? inflated.content : undefined
}

async function takeStored(source: ByteSource, size: number): Promise<Buffer | undefined> {
  await source.fill(size + descriptorReach)
  if (source.bytes.byteLength < size) throw cutOff()
  const content = source.bytes.subarray(0, size)
  const length = descriptorAt(source.bytes, size, { packed: size, unpacked: size, crc: crc32(content) })
  if (length === undefined) return undefined
  source.drop(size + length)
  return content
}

async function takeDeflated(source: ByteSource, size: number, most: number): Promise<Buffer | undefined> {
  for (let needed = Math.min(most, 512) + descriptorReach; ; needed *= 2) {
    const isMore = await source.fill(needed)
    const inflated = inflateAtMost(source.bytes.subarray(0, most + 1), size)
    if (inflated.kind === 'refused') return undefined
    if (inflated.kind === 'more') {
      if (!isMore) throw cutOff()
      if (source.bytes.byteLength > most) return undefined
      continue
    }
    const { content, packed } = inflated
    await source.fill(packed + descriptorReach)
    const sizes = { packed, unpacked: content.byteLength, crc: crc32(content) }
    const length = content.byteLength === size ? descriptorAt(source.bytes, packed, sizes) : undefined
    if (length === undefined) return undefined
    source.drop(packed + length)
    return content
  }
}

/** More than any encoder makes of so many bytes: an eighth and something more (zlib's deflateBound with its smallest window). */
function largestPacked(size: number): number {
  return size + (size >> 3) + 1024
}
