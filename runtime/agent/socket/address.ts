import { closeSync, constants, openSync } from 'node:fs'
import { basename, dirname } from 'node:path'

/** What a unix socket's address can hold, 108 bytes with the zero at its end (unix(7)); some are kept free. */
const longest = 100

/** A name for a unix socket that is short enough. It is good until it is closed. */
export interface SocketAddress {
  readonly path: string
  close(): void
}

/** Gives the path itself, or one that leads through an open folder in /proc when it is too long. The folder must be there. */
export function socketAddress(file: string): SocketAddress {
  if (Buffer.byteLength(file) <= longest) return { path: file, close: () => undefined }
  const folder = openSync(dirname(file), constants.O_RDONLY | constants.O_DIRECTORY)
  return { path: `/proc/self/fd/${folder}/${basename(file)}`, close: () => closeSync(folder) }
}
