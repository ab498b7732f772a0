import type { ExecutionContext } from 'ava'
import { DiskError, type DiskErrorCode, type Files, type OpenFile } from '../../../../runtime/ports/files.ts'

/** One sentence of the contract, checked on a disk with an empty folder of the test's own. */
export type It = (
  sentence: string,
  check: (t: ExecutionContext, files: Files, folder: string) => Promise<void>,
) => void

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

/** Makes a file that is not there yet. */
export async function write(files: Files, path: string, text: string): Promise<void> {
  await using file = await files.openFile(path, 'create')
  await file.write(bytes(text), 0)
}

/** The text of an open file; at most 300 bytes. */
export async function readAll(file: OpenFile): Promise<string> {
  const buffer = new Uint8Array(300)
  let length = 0
  for (let got = -1; got !== 0; length += got) got = await file.read(buffer.subarray(length), length)
  return new TextDecoder().decode(buffer.subarray(0, length))
}

/** The text of a file; at most 300 bytes. */
export async function read(files: Files, path: string): Promise<string> {
  await using file = await files.openFile(path, 'read')
  return await readAll(file)
}

/** What the disk refuses a call with. */
export async function codeOf(call: Promise<unknown>): Promise<DiskErrorCode | 'none'> {
  try {
    await call
    return 'none'
  } catch (error) {
    if (error instanceof DiskError) return error.code
    throw error
  }
}
