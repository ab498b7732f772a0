import type { Attributes } from './inode.ts'

/** What a file holds: its pages in memory, and what of it would be left by a power cut. */
export interface Content {
  /** May be longer than the file; zeros from `size` on. */
  bytes: Uint8Array
  size: number
  /** `bytes` belongs to somebody else as well, so that it must be copied before it is written to. */
  shared: boolean
  /** Undefined when all of it is on the disk. */
  flushed: Flushed | undefined
}

/** The state of a file that was last known to be on the disk, and what has been done since. */
export interface Flushed {
  readonly bytes: Uint8Array
  readonly size: number
  readonly attributes: Attributes
  /** The smallest size that the file has had since. */
  smallest: number
  /** ms since 1970. */
  writtenAt: number
}

const nothing = new Uint8Array(0)

export function emptyContent(): Content {
  return { bytes: nothing, size: 0, shared: true, flushed: undefined }
}

/** The same content for another inode, copied when either of them is written to. */
export function shareContent(content: Content): Content {
  content.shared = true
  return { bytes: content.bytes, size: content.size, shared: true, flushed: undefined }
}

/** The content by itself. What is given must not be written to. */
export function contentBytes(content: Content): Uint8Array {
  content.shared = true
  return content.bytes.subarray(0, content.size)
}

/** Copies what there is from `position` on into `buffer`; how many bytes that were. */
export function readContent(content: Content, buffer: Uint8Array, position: number): number {
  const length = Math.max(0, Math.min(buffer.byteLength, content.size - position))
  if (length > 0) buffer.set(content.bytes.subarray(position, position + length))
  return length
}

/** Notes, before a change at `at` (ms), what the disk has of a file that was clean until now. */
export function dirty(content: Content, attributes: Attributes, at: number): void {
  if (content.flushed === undefined) {
    const { bytes, size } = content
    content.shared = true
    content.flushed = { bytes, size, attributes, smallest: size, writtenAt: at }
  } else content.flushed.writtenAt = at
}

export function writeContent(content: Content, bytes: Uint8Array, position: number): void {
  const end = position + bytes.byteLength
  makeRoom(content, Math.max(end, content.size))
  content.bytes.set(bytes, position)
  content.size = Math.max(end, content.size)
}

/** Sets the size; what is new is zeros. */
export function resizeContent(content: Content, size: number): void {
  makeRoom(content, size)
  if (size < content.size) content.bytes.fill(0, size, content.size)
  content.size = size
  if (content.flushed !== undefined) content.flushed.smallest = Math.min(content.flushed.smallest, size)
}

function makeRoom(content: Content, size: number): void {
  if (!content.shared && content.bytes.byteLength >= size) return
  const capacity = size > content.bytes.byteLength ? Math.max(size, content.size * 2) : size
  const bytes = new Uint8Array(capacity)
  bytes.set(content.bytes.subarray(0, Math.min(content.size, capacity)))
  content.bytes = bytes
  content.shared = false
}
