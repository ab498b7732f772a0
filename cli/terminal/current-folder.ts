import { UsageError } from './errors.ts'

/** The folder that a command was typed in, absolute. Throws UsageError when it is not there any more. */
export function currentFolder(): string {
  try {
    return process.cwd()
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
    throw new UsageError('The folder that you are in is not there any more. Go to another one.', {
      cause: error,
    })
  }
}
