import { Readable } from 'node:stream'
import { crc32, createDeflateRaw } from 'node:zlib'

/** Something that goes into a zip: a folder's name ends with a slash. */
export interface ZipEntry {
  name: string
  /** ms since 1970. */
  modified: number
  /** The bytes; none for a folder. */
  chunks: AsyncIterable<Uint8Array> | null
}

/** How files are packed, and whether sizes and checksums stand before a file's bytes or behind them. */
export interface Packing {
  method: 'stored' | 'deflated'
  sizes: 'before' | 'behind'
}

interface Sizes {
  packed: number
  size: number
  crc: number
}

interface Written extends Sizes {
  entry: ZipEntry
  offset: number
}

/** Names are UTF-8 (bit 11 of the flags). */
const FLAGS = 0x0800
/** Sizes and checksum follow the bytes (bit 3). */
const FLAG_BEHIND = 0x0008
const FOUR_BYTES = 0xffffffff

/**
 * Writes a zip as it is read (PKWARE APPNOTE.TXT 6.3.10). Single files are below 4 GiB; the whole may be larger, by the zip64 fields of the
 * central directory. With sizes before the bytes, each file is kept in memory until they are known.
 */
export async function* writeZip(
  entries: AsyncIterable<ZipEntry> | Iterable<ZipEntry>,
  packing: Packing,
): AsyncGenerator<Buffer> {
  const written: Written[] = []
  let offset = 0
  const count = (bytes: Buffer): Buffer => {
    offset += bytes.length
    return bytes
  }
  for await (const entry of entries) {
    const start = offset
    const sizes: Sizes = { packed: 0, size: 0, crc: 0 }
    const packed = pack(entry.chunks ?? [], packing.method, sizes)
    if (packing.sizes === 'behind') {
      yield count(localHeader(entry, packing, sizes))
      for await (const chunk of packed) yield count(chunk)
      yield count(dataDescriptor(sizes))
    } else {
      const chunks: Buffer[] = []
      for await (const chunk of packed) chunks.push(chunk)
      yield count(localHeader(entry, packing, sizes))
      for (const chunk of chunks) yield count(chunk)
    }
    written.push({ entry, offset: start, ...sizes })
  }
  const directoryStart = offset
  for (const one of written) yield count(directoryEntry(one, packing))
  yield endOfDirectory(written.length, directoryStart, offset - directoryStart)
}

/** Packs a file, and counts into `sizes` what went in and what comes out. */
async function* pack(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  method: Packing['method'],
  sizes: Sizes,
): AsyncGenerator<Buffer> {
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      sizes.size += chunk.length
      sizes.crc = crc32(chunk, sizes.crc)
      yield chunk
    }
  }
  const output: AsyncIterable<Uint8Array> =
    method === 'stored' ? counted() : Readable.from(counted()).compose(createDeflateRaw())
  for await (const chunk of output) {
    sizes.packed += chunk.length
    yield Buffer.from(chunk)
  }
}

function methodNumber({ method }: Packing): number {
  return method === 'stored' ? 0 : 8
}

function flagsOf({ sizes }: Packing): number {
  return sizes === 'behind' ? FLAGS | FLAG_BEHIND : FLAGS
}

function localHeader({ name, modified }: ZipEntry, packing: Packing, { packed, size, crc }: Sizes): Buffer {
  const header = Buffer.alloc(30)
  header.writeUInt32LE(0x04034b50, 0)
  header.writeUInt16LE(20, 4)
  header.writeUInt16LE(flagsOf(packing), 6)
  header.writeUInt16LE(methodNumber(packing), 8)
  writeDosTime(header, 10, modified)
  if (packing.sizes === 'before') {
    header.writeUInt32LE(crc, 14)
    header.writeUInt32LE(packed, 18)
    header.writeUInt32LE(size, 22)
  }
  header.writeUInt16LE(Buffer.byteLength(name), 26)
  return Buffer.concat([header, Buffer.from(name)])
}

function dataDescriptor({ packed, size, crc }: Sizes): Buffer {
  const descriptor = Buffer.alloc(16)
  descriptor.writeUInt32LE(0x08074b50, 0)
  descriptor.writeUInt32LE(crc, 4)
  descriptor.writeUInt32LE(packed, 8)
  descriptor.writeUInt32LE(size, 12)
  return descriptor
}

function directoryEntry({ entry, offset, packed, size, crc }: Written, packing: Packing): Buffer {
  const far = offset >= FOUR_BYTES
  const extra = Buffer.alloc(far ? 12 : 0)
  if (far) {
    extra.writeUInt16LE(1, 0)
    extra.writeUInt16LE(8, 2)
    extra.writeBigUInt64LE(BigInt(offset), 4)
  }
  const header = Buffer.alloc(46)
  header.writeUInt32LE(0x02014b50, 0)
  header.writeUInt16LE(45, 4)
  header.writeUInt16LE(far ? 45 : 20, 6)
  header.writeUInt16LE(flagsOf(packing), 8)
  header.writeUInt16LE(methodNumber(packing), 10)
  writeDosTime(header, 12, entry.modified)
  header.writeUInt32LE(crc, 16)
  header.writeUInt32LE(packed, 20)
  header.writeUInt32LE(size, 24)
  header.writeUInt16LE(Buffer.byteLength(entry.name), 28)
  header.writeUInt16LE(extra.length, 30)
  header.writeUInt32LE(far ? FOUR_BYTES : offset, 42)
  return Buffer.concat([header, Buffer.from(entry.name), extra])
}

function endOfDirectory(count: number, start: number, size: number): Buffer {
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(count, 8)
  end.writeUInt16LE(count, 10)
  end.writeUInt32LE(size, 12)
  if (start < FOUR_BYTES) {
    end.writeUInt32LE(start, 16)
    return end
  }
  end.writeUInt32LE(FOUR_BYTES, 16)
  const far = Buffer.alloc(56)
  far.writeUInt32LE(0x06064b50, 0)
  far.writeBigUInt64LE(44n, 4)
  far.writeUInt16LE(45, 12)
  far.writeUInt16LE(45, 14)
  far.writeBigUInt64LE(BigInt(count), 24)
  far.writeBigUInt64LE(BigInt(count), 32)
  far.writeBigUInt64LE(BigInt(size), 40)
  far.writeBigUInt64LE(BigInt(start), 48)
  const locator = Buffer.alloc(20)
  locator.writeUInt32LE(0x07064b50, 0)
  locator.writeBigUInt64LE(BigInt(start + size), 8)
  locator.writeUInt32LE(1, 16)
  return Buffer.concat([far, locator, end])
}

function writeDosTime(header: Buffer, at: number, milliseconds: number): void {
  const date = new Date(Math.max(milliseconds, Date.UTC(1980, 0, 1)))
  header.writeUInt16LE(
    (date.getUTCHours() << 11) | (date.getUTCMinutes() << 5) | (date.getUTCSeconds() >> 1),
    at,
  )
  header.writeUInt16LE(
    ((date.getUTCFullYear() - 1980) << 9) | ((date.getUTCMonth() + 1) << 5) | date.getUTCDate(),
    at + 2,
  )
}
