import { openControl } from '../../../runtime/agent/client.ts'
import type { Control } from '../../../runtime/agent/control.ts'
import { AgentError } from '../../../runtime/agent/errors.ts'
import { excludedPaths } from '../../../runtime/agent/excluded.ts'
import { isRunning } from '../../../runtime/agent/running.ts'
import type { BoxPaths } from '../../../runtime/box/paths.ts'
import { keyOf } from '../../../runtime/core/path.ts'
import { visible } from '../../terminal/text.ts'
import { locationsOf, typedFromHere } from '../typed/location.ts'

/** What may stand for an operand: whether files of this computer, and which words beside them. */
export interface KnownWords {
  readonly files: boolean
  readonly words: readonly string[]
}

/** Operands for which a file or folder of this computer may stand. */
const filesOfComputer: readonly string[] = ['path', 'target', 'folder', 'file', 'from', 'to']

/**
 * The words for an operand of a verb (`symlink remove`) that only the running agent knows. Without an agent there are none: its index is not opened
 * for a key that somebody pressed, which might keep an agent from starting.
 */
export async function knownWords(
  paths: BoxPaths,
  currentFolder: string,
  operand: { readonly verb: string; readonly name: string },
  typed: string,
): Promise<KnownWords> {
  const files = filesOfComputer.includes(operand.name)
  if (!(await isRunning(paths))) return { files, words: [] }
  try {
    await using control = await openControl(paths)
    const words = await wordsFor(control, currentFolder, operand, typed)
    return {
      files: files && operand.verb !== 'exclude remove' && operand.verb !== 'sync add',
      words: words.filter((word) => word.startsWith(typed) && visible(word) === word).sort(),
    }
  } catch (error) {
    // It has just ended, or hangs: who pressed a key is not to read about it.
    if (error instanceof AgentError) return { files, words: [] }
    throw error
  }
}

async function wordsFor(
  control: Control,
  currentFolder: string,
  { verb, name }: { readonly verb: string; readonly name: string },
  typed: string,
): Promise<readonly string[]> {
  if (verb === 'symlink remove') return (await control.report()).mappings.map((mapping) => mapping.name)
  if (verb === 'exclude remove' || verb === 'sync add') {
    const excluded = await excludedPaths(await control.selection(), (folder) => control.remote(folder))
    const locations = await locationsOf(await control.report(), currentFolder)
    return excluded.map((path) => (typed.startsWith('/') ? path : typedFromHere(path, locations)))
  }
  return name === 'path' && typed.startsWith('/') ? inDropbox(control, typed) : []
}

/** What is in the folder of Dropbox in which a path lies that is being typed; folders end in a slash, to be gone on from. */
async function inDropbox(control: Control, typed: string): Promise<readonly string[]> {
  const folder = typed.slice(0, typed.lastIndexOf('/'))
  const items = await control.remote(keyOf(folder))
  return items.map(({ path, kind }) => (kind === 'folder' ? `${path}/` : path))
}
