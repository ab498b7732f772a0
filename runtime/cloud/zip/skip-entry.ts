import type { ByteSource } from './byte-source.ts'
import { descriptorAt, descriptorReach } from './descriptor.ts'
import { type LocalHeader, signatures } from './local-header.ts'
import { ZipError } from './zip-error.ts'

const signature = Buffer.alloc(4)
signature.writeUInt32LE(signatures.descriptor)

/** Bytes looked through at a time. */
const stretch = 64 * 1024

/**
 * Leaves out the bytes of one entry, unpacking nothing. Where their number is not known, they end at the first data descriptor that
 * says how far away the entry began, with a header behind it. Throws ZipError 'truncated'.
 */
export async function skipEntry(source: ByteSource, { method, sizes }: LocalHeader): Promise<void> {
  if (sizes !== undefined) {
    if (!(await source.skip(sizes.packed))) throw cutOff()
    return
  }
  for (let position = 0; ; ) {
    const whole = await source.fill(stretch)
    const at = source.bytes.indexOf(signature)
    // The beginning of a signature may be at the end of what is at hand.
    const passed = at < 0 ? Math.max(0, source.bytes.byteLength - (signature.length - 1)) : at
    source.drop(passed)
    position += passed
    if (at < 0) {
      if (!whole) throw cutOff()
      continue
    }
    await source.fill(descriptorReach)
    const sizesThere = method === 'stored' ? { packed: position, unpacked: position } : { packed: position }
    const length = descriptorAt(source.bytes, 0, sizesThere)
    source.drop(length ?? 1)
    position += 1
    if (length !== undefined) return
  }
}

/** The error of a zip that is shorter than it says. */
export function cutOff(): ZipError {
  return new ZipError('truncated', 'a zip that ends too early')
}
