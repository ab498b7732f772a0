import { type EntrySizes, signatures } from './local-header.ts'

/** Bytes of the longest data descriptor with the signature of what follows it. */
export const descriptorReach = 28

/**
 * How many bytes the data descriptor takes that begins at `at` and says just `sizes`: with or without its signature, with sizes of 32 or,
 * as zip64 has them, of 64 bits (APPNOTE 4.3.9). Undefined when none does. A header that follows it tells the forms apart, since an empty
 * file's are beginnings of each other. Without `crc` any will do, where the signature stands.
 */
export function descriptorAt(
  bytes: Buffer,
  at: number,
  { packed, unpacked, crc }: Pick<EntrySizes, 'packed'> & Partial<EntrySizes>,
): number | undefined {
  const signed = at + 4 <= bytes.length && bytes.readUInt32LE(at) === signatures.descriptor
  const says = (start: number, wide: boolean): boolean => {
    const width = wide ? 8 : 4
    const end = start + 4 + 2 * width
    if (end + 4 > bytes.length || !isHeader(bytes.readUInt32LE(end))) return false
    if (crc === undefined ? !signed : bytes.readUInt32LE(start) !== crc) return false
    const sizeAt = (place: number): number =>
      wide ? Number(bytes.readBigUInt64LE(place)) : bytes.readUInt32LE(place)
    if (sizeAt(start + 4) !== packed) return false
    return unpacked === undefined || sizeAt(start + 4 + width) === unpacked
  }
  if (signed && says(at + 4, false)) return 16
  if (signed && says(at + 4, true)) return 24
  if (says(at, false)) return 12
  if (says(at, true)) return 20
  return undefined
}

function isHeader(signature: number): boolean {
  return signature === signatures.local || signature === signatures.central
}
