import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/** A file that lines are added to; when it is full it becomes FILE.1, what was FILE.1 becomes FILE.2, and so on. */
export interface RotatingFile {
  write(line: string): void
  close(): void
}

/**
 * Opens a file of at most `bytes` bytes (one line more at worst), of which `files` are kept, for this user alone. A line that
 * cannot be written, on a full disk say, is lost, and the next one that can says how many were.
 * Throws the system's error when the file cannot be opened at all.
 */
export function rotatingFile(
  path: string,
  limits: { readonly bytes: number; readonly files: number },
): RotatingFile {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  let descriptor = openSync(path, 'a', 0o600)
  let size = fstatSync(descriptor).size
  let lost = 0

  function rotate(): void {
    for (let number = limits.files - 1; number >= 1; number--) {
      const older = number === 1 ? path : `${path}.${number - 1}`
      renameIfThere(older, `${path}.${number}`)
    }
    const next = openSync(path, limits.files > 1 ? 'a' : 'w', 0o600)
    closeSync(descriptor)
    descriptor = next
    size = fstatSync(descriptor).size
  }

  function add(line: string): void {
    if (size > 0 && size + Buffer.byteLength(line) > limits.bytes) rotate()
    size += writeSync(descriptor, line)
  }

  return {
    write(line) {
      try {
        if (lost > 0) add(`{"event":"log-lines-lost","lines":${lost}}\n`)
        lost = 0
        add(line)
      } catch {
        // There is nowhere left to tell it; the count is told as soon as writing works again.
        lost++
      }
    },
    close: () => closeSync(descriptor),
  }
}

function renameIfThere(from: string, to: string): void {
  try {
    renameSync(from, to)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
  }
}
