import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { flushFolder } from './durable-file.ts'
import { filesBelow, manifestName } from './manifest.ts'

/**
 * Moves a staged tree to its place on the same file system; the staged folder is gone afterwards.
 * Where nothing is yet, that is one rename. Over an older tree, files are replaced one by one, and at every moment each
 * program in it starts: code that programs load (named by its content) comes before the programs that name it, and what
 * the new tree no longer has goes last, with the manifest in between as the sign that the new tree is complete.
 * `onFile` is told each file that has been replaced.
 */
export async function replaceTree(
  staged: string,
  target: string,
  onFile: (path: string) => void = () => undefined,
): Promise<void> {
  if (!existsSync(target)) {
    await mkdir(dirname(target), { recursive: true })
    await rename(staged, target)
    return flushFolder(dirname(target))
  }
  const files = filesBelow(staged).sort((one, other) => rank(one) - rank(other))
  const folders = new Set<string>()
  for (const path of [...files, manifestName]) {
    const folder = dirname(join(target, path))
    folders.add(folder)
    await mkdir(folder, { recursive: true })
    await rename(join(staged, path), join(target, path))
    onFile(path)
  }
  for (const folder of folders) await flushFolder(folder)
  const kept = new Set(files)
  for (const path of filesBelow(target)) if (!kept.has(path)) await rm(join(target, path))
  await rm(staged, { recursive: true })
}

/** The order in which files are replaced: code named by its content, and the runtime; then programs, then what starts them. */
function rank(path: string): number {
  if (path.startsWith('bin/') || path.startsWith('part/')) return 2
  return path.startsWith('lib/') && !/-[A-Z0-9]{8}\.js$/.test(path) ? 1 : 0
}
