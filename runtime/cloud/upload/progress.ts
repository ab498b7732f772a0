import type { Progress } from '../../ports/cloud.ts'

/**
 * Turns how far a body has gone into how far each file in it has, in order. A body that is sent again is counted only from where
 * it had come before.
 */
export function bodyProgress(
  files: readonly { readonly path: string; readonly size: number }[],
  progress: Progress | undefined,
): ((sent: number) => void) | undefined {
  if (progress === undefined) return undefined
  let told = 0
  let current = 0
  let endOfCurrent = files[0]?.size ?? 0
  return (sent) => {
    while (told < sent) {
      const file = files[current]
      if (file === undefined) return
      const bytes = Math.min(sent, endOfCurrent) - told
      if (bytes > 0) progress(file.path, bytes)
      told += bytes
      if (told === endOfCurrent) {
        current++
        endOfCurrent += files[current]?.size ?? 0
      }
    }
  }
}
