import { constants, fstatSync, statfsSync, write } from 'node:fs'
import { promisify } from 'node:util'
import { isDiskError, type OpenFile, type UncachedWrites } from '../../ports/files.ts'
import { type Descriptor, openDescriptor } from './descriptor.ts'
import { attempt } from './disk-error.ts'
import { isSharedFileSystem } from './file-system.ts'

const writeAsync = promisify(write)

/** What of WebAssembly is used here; the types of Node.js leave it out. */
declare const WebAssembly: {
  readonly Memory: new (size: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer }
}

/** What position and length must be multiples of; no disk has larger logical blocks (O_DIRECT in open(2)). Bytes. */
const block = 4096
/** Bytes of a page of WebAssembly (WebAssembly Core Specification, "Memory Instances"). */
const memoryPage = 64 * 1024

/**
 * Writes past the page cache to the file that `usual` has open, by a descriptor of their own on the same file whatever its path has come to mean.
 * Undefined where the system opens none, without /proc or on a file system that knows no O_DIRECT, and where another machine, or a program, keeps the
 * files: what it makes of two who write to one of them in two ways is not known.
 */
export function openUncached(
  path: string,
  usual: Pick<OpenFile, 'write'>,
  descriptor: number,
): (UncachedWrites & Pick<Descriptor, 'close'>) | undefined {
  const direct = openDirectly(path, descriptor)
  if (direct === undefined) return undefined
  let isRefused = false
  return {
    memory: alignedMemory,
    async write(bytes, position) {
      if (isRefused || bytes.byteLength % block !== 0 || position % block !== 0)
        return await usual.write(bytes, position)
      let done = 0
      try {
        const { bytesWritten } = await direct.callAsync((number) =>
          writeAsync(number, bytes, 0, bytes.byteLength, position),
        )
        done = bytesWritten
      } catch (error) {
        if (isDiskError(error, 'no-space')) throw error
        // Memory or file system are not as this wants them, which will not change; or the disk fails, and says so again when this is flushed.
        isRefused = true
      }
      if (done < bytes.byteLength) await usual.write(bytes.subarray(done), position + done)
    },
    close: direct.close,
  }
}

function openDirectly(path: string, descriptor: number): Descriptor | undefined {
  const way = `/proc/self/fd/${descriptor}`
  let direct: Descriptor | undefined
  try {
    if (isSharedFileSystem(attempt(path, () => statfsSync(way)).type)) return undefined
    direct = openDescriptor(path, constants.O_WRONLY | constants.O_DIRECT, undefined, way)
    const there = attempt(path, () => fstatSync(descriptor))
    const same = direct.call((number) => fstatSync(number))
    if (there.ino === same.ino && there.dev === same.dev) return direct
  } catch (error) {
    if (!isDiskError(error)) throw error
  }
  // Nothing was written by it.
  direct?.close().catch(() => undefined)
  return undefined
}

/** Memory that begins with a page of the system, which only that of WebAssembly does; any other where there is no room for it (`ulimit -v`). */
function alignedMemory(bytes: number): Uint8Array {
  const pages = Math.ceil(bytes / memoryPage)
  try {
    return new Uint8Array(new WebAssembly.Memory({ initial: pages, maximum: pages }).buffer, 0, bytes)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return new Uint8Array(bytes)
  }
}
