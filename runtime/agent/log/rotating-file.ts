import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/** A file that lines are added to, one or several at once; when it is full it becomes FILE.1, what was FILE.1 becomes FILE.2, and so on. */
export interface RotatingFile {
  write(lines: string): void
  close(): void
}

/**
 * Opens a file of at most `bytes` bytes (what is written at once more at worst), of which `files` are kept, for this user alone. Lines that
 * cannot be written, on a full disk say, are lost, and the next ones that can say how many were (at most, where some of what was written at once still went).
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
  /** Whether all that was begun is there to its end. */
  let isWhole = true

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

  function add(lines: string): void {
    const bytes = Buffer.from(lines)
    if (size > 0 && size + bytes.byteLength > limits.bytes) rotate()
    for (let done = 0; done < bytes.byteLength; isWhole = done === bytes.byteLength) {
      const written = writeSync(descriptor, bytes, done)
      done += written
      size += written
    }
  }

  return {
    write(lines) {
      try {
        if (lost > 0) add(`${isWhole ? '' : '\n'}{"event":"log-lines-lost","lines":${lost}}\n`)
        lost = 0
        add(lines)
      } catch {
        // There is nowhere left to tell it; the count is told as soon as writing works again.
        lost += lines.split('\n').length - 1
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
