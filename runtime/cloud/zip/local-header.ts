import { ZipError } from './zip-error.ts'

/** What a zip says of one entry before its bytes (PKWARE APPNOTE.TXT 6.3.10, 4.3.7). */
export interface LocalHeader {
  /** As it is written, with `/` between components, a folder's with one at its end; undefined when it is no UTF-8. */
  readonly name: string | undefined
  readonly method: 'stored' | 'deflated'
  /** Sizes in bytes, before and after unpacking, and the CRC-32; undefined: they follow the bytes, in a data descriptor. */
  readonly sizes: EntrySizes | undefined
}

export interface EntrySizes {
  readonly packed: number
  readonly unpacked: number
  readonly crc: number
}

/** Signatures of the records that can stand between entries (APPNOTE 4.3), little endian. */
export const signatures = {
  local: 0x04034b50,
  descriptor: 0x08074b50,
  central: 0x02014b50,
  end: 0x06054b50,
  farEnd: 0x06064b50,
} as const

/** Bytes of a local header before its name. */
export const headerLength = 30

/** Bits of the flags (APPNOTE 4.4.4). 1 and 2 say how hard it was packed; 3: a data descriptor follows; 11: the name is UTF-8. */
const encrypted = (1 << 0) | (1 << 6) | (1 << 13)
const descriptorFollows = 1 << 3
const understood = (1 << 1) | (1 << 2) | descriptorFollows | (1 << 11)

/** In place of a size of 32 bits: it stands in the zip64 field (APPNOTE 4.5.3). */
const inZip64 = 0xffffffff
const zip64Field = 0x0001

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Bytes of the name and the extra fields that follow the first `headerLength` bytes of a local header. */
export function lengthsIn(header: Buffer): { readonly name: number; readonly extra: number } {
  return { name: header.readUInt16LE(26), extra: header.readUInt16LE(28) }
}

/** Reads a whole local header, its name and extra fields included. Throws ZipError 'encrypted', 'unsupported' or 'malformed'. */
export function parseLocalHeader(header: Buffer): LocalHeader {
  const flags = header.readUInt16LE(6)
  if ((flags & encrypted) !== 0) throw new ZipError('encrypted', 'an encrypted entry')
  if ((flags & ~understood) !== 0)
    throw new ZipError('unsupported', `an entry with the flags 0x${flags.toString(16)}`)
  const method = methodOf(header.readUInt16LE(8))
  const { name, extra } = lengthsIn(header)
  const extraAt = headerLength + name
  return {
    name: textOf(header.subarray(headerLength, extraAt)),
    method,
    sizes: (flags & descriptorFollows) !== 0 ? undefined : sizesIn(header, extraAt, extra),
  }
}

function methodOf(number: number): LocalHeader['method'] {
  if (number === 0) return 'stored'
  if (number === 8) return 'deflated'
  throw new ZipError('unsupported', `an entry packed by method ${number}`)
}

function textOf(bytes: Buffer): string | undefined {
  try {
    return utf8.decode(bytes)
  } catch {
    // Without the flag for UTF-8 it may be in any code page: a name that nobody knows.
    return undefined
  }
}

function sizesIn(header: Buffer, extraAt: number, extraLength: number): EntrySizes {
  const crc = header.readUInt32LE(14)
  let packed = header.readUInt32LE(18)
  let unpacked = header.readUInt32LE(22)
  if (packed === inZip64 || unpacked === inZip64) {
    const field = fieldOf(header.subarray(extraAt, extraAt + extraLength), zip64Field)
    let at = 0
    const next = (): number => {
      if (field === undefined || field.length < at + 8)
        throw new ZipError('malformed', 'an entry whose zip64 sizes are missing')
      const size = Number(field.readBigUInt64LE(at))
      at += 8
      if (!Number.isSafeInteger(size)) throw new ZipError('malformed', 'an entry without end')
      return size
    }
    // The size before packing comes first, and each only where it does not fit above.
    if (unpacked === inZip64) unpacked = next()
    if (packed === inZip64) packed = next()
  }
  return { packed, unpacked, crc }
}

/** The data of an extra field (APPNOTE 4.5.1), undefined when there is none of this kind before one that leads beyond their end. */
function fieldOf(extra: Buffer, kind: number): Buffer | undefined {
  for (let at = 0; at + 4 <= extra.length; ) {
    const length = extra.readUInt16LE(at + 2)
    if (at + 4 + length > extra.length) return undefined
    if (extra.readUInt16LE(at) === kind) return extra.subarray(at + 4, at + 4 + length)
    at += 4 + length
  }
  return undefined
}
