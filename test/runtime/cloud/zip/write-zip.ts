import { crc32, deflateRawSync } from 'node:zlib'

/** One entry of a zip made for a test; what is given beside name and content is a choice, or a lie. */
export interface ZipPart {
  readonly name: string | Uint8Array
  readonly content: Uint8Array
  readonly method?: 'stored' | 'deflated'
  /** The data descriptor, if there is one: with its signature or without, of 32 or 64 bits. */
  readonly descriptor?: { readonly signed: boolean; readonly wide: boolean }
  /** Sizes in a zip64 field. */
  readonly zip64?: boolean
  /** What is written in place of what is so. */
  readonly says?: {
    readonly crc?: number
    readonly packed?: number
    readonly unpacked?: number
    readonly flags?: number
    readonly method?: number
  }
  /** The packed bytes, in place of those of `content`. */
  readonly packed?: Uint8Array
}

/** The local part of one entry: header, bytes, descriptor. */
export function zipEntry(part: ZipPart): Buffer {
  const { name, content, method = 'stored', descriptor, zip64 = false, says = {} } = part
  const packedBytes = part.packed ?? (method === 'stored' ? content : deflateRawSync(content))
  const crc = says.crc ?? crc32(content)
  const packed = says.packed ?? packedBytes.byteLength
  const unpacked = says.unpacked ?? content.byteLength
  const nameBytes = Buffer.from(name)
  const extra = zip64 ? Buffer.alloc(24) : Buffer.alloc(0)
  if (zip64) {
    extra.writeUInt16LE(0x5455, 0)
    extra.writeUInt16LE(0, 2)
    extra.writeUInt16LE(1, 4)
    extra.writeUInt16LE(16, 6)
    extra.writeBigUInt64LE(BigInt(unpacked), 8)
    extra.writeBigUInt64LE(BigInt(packed), 16)
  }
  const header = Buffer.alloc(30)
  header.writeUInt32LE(0x04034b50, 0)
  header.writeUInt16LE(zip64 ? 45 : 20, 4)
  header.writeUInt16LE(says.flags ?? (descriptor === undefined ? 0x0800 : 0x0808), 6)
  header.writeUInt16LE(says.method ?? (method === 'stored' ? 0 : 8), 8)
  if (descriptor === undefined) {
    header.writeUInt32LE(crc, 14)
    header.writeUInt32LE(zip64 ? 0xffffffff : packed, 18)
    header.writeUInt32LE(zip64 ? 0xffffffff : unpacked, 22)
  }
  header.writeUInt16LE(nameBytes.byteLength, 26)
  header.writeUInt16LE(extra.byteLength, 28)
  return Buffer.concat([
    header,
    nameBytes,
    extra,
    packedBytes,
    descriptor === undefined ? Buffer.alloc(0) : descriptorOf(descriptor, crc, packed, unpacked),
  ])
}

/** A zip of these entries, with as much of a central directory as its end needs. */
export function zipOf(parts: readonly ZipPart[]): Buffer {
  const central = Buffer.alloc(46)
  central.writeUInt32LE(0x02014b50, 0)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  return Buffer.concat([...parts.map(zipEntry), ...(parts.length > 0 ? [central] : []), end])
}

function descriptorOf(
  { signed, wide }: { readonly signed: boolean; readonly wide: boolean },
  crc: number,
  packed: number,
  unpacked: number,
): Buffer {
  const descriptor = Buffer.alloc((signed ? 4 : 0) + 4 + (wide ? 16 : 8))
  let at = 0
  if (signed) at = descriptor.writeUInt32LE(0x08074b50, at)
  at = descriptor.writeUInt32LE(crc, at)
  for (const size of [packed, unpacked])
    at = wide ? descriptor.writeBigUInt64LE(BigInt(size), at) : descriptor.writeUInt32LE(size, at)
  return descriptor
}

/** A stream that gives these bytes in pieces of the lengths given, over and over. */
export async function* inPieces(
  bytes: Uint8Array,
  ...lengths: readonly number[]
): AsyncGenerator<Uint8Array> {
  for (let at = 0, turn = 0; at < bytes.byteLength; turn++) {
    const length = lengths[turn % lengths.length] ?? bytes.byteLength
    yield bytes.subarray(at, at + length)
    at += length
  }
}
