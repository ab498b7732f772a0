import { crc32 } from 'node:zlib'

/** Something that goes into a zip: a folder's name ends with a slash. */
export interface ZipEntry {
  name: string
  /** ms since 1970. */
  modified: number
  /** The bytes; none for a folder. */
  chunks: AsyncIterable<Uint8Array> | null
}

interface Written {
  entry: ZipEntry
  offset: number
  size: number
  crc: number
}

/** Names are UTF-8, and each file's size and checksum follow its bytes (bits 11 and 3 of the flags). */
const FLAGS = 0x0808
const FOUR_BYTES = 0xffffffff

/**
 * Writes a zip as it is read, without compression (PKWARE APPNOTE.TXT 6.3.10). Single files are below 4 GiB; the
 * whole may be larger, by the zip64 fields of the central directory.
 */
export async function* writeZip(
  entries: AsyncIterable<ZipEntry> | Iterable<ZipEntry>,
): AsyncGenerator<Buffer> {
  const written: Written[] = []
  let offset = 0
  const count = (bytes: Buffer): Buffer => {
    offset += bytes.length
    return bytes
  }
  for await (const entry of entries) {
    const start = offset
    yield count(localHeader(entry))
    let size = 0
    let crc = 0
    for await (const chunk of entry.chunks ?? []) {
      size += chunk.length
      crc = crc32(chunk, crc)
      yield count(Buffer.from(chunk))
    }
    yield count(dataDescriptor(crc, size))
    written.push({ entry, offset: start, size, crc })
  }
  const directoryStart = offset
  for (const one of written) yield count(directoryEntry(one))
  yield endOfDirectory(written.length, directoryStart, offset - directoryStart)
}

function localHeader({ name, modified }: ZipEntry): Buffer {
  const header = Buffer.alloc(30)
  header.writeUInt32LE(0x04034b50, 0)
  header.writeUInt16LE(20, 4)
  header.writeUInt16LE(FLAGS, 6)
  writeDosTime(header, 10, modified)
  header.writeUInt16LE(Buffer.byteLength(name), 26)
  return Buffer.concat([header, Buffer.from(name)])
}

function dataDescriptor(crc: number, size: number): Buffer {
  const descriptor = Buffer.alloc(16)
  descriptor.writeUInt32LE(0x08074b50, 0)
  descriptor.writeUInt32LE(crc, 4)
  descriptor.writeUInt32LE(size, 8)
  descriptor.writeUInt32LE(size, 12)
  return descriptor
}

function directoryEntry({ entry, offset, size, crc }: Written): Buffer {
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
  header.writeUInt16LE(FLAGS, 8)
  writeDosTime(header, 12, entry.modified)
  header.writeUInt32LE(crc, 16)
  header.writeUInt32LE(size, 20)
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
