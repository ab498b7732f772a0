import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { flushFolder } from './durable-file.ts'
import { filesBelow, manifestName, readManifest } from './manifest.ts'

/**
 * Moves a staged tree to its place on the same file system; the staged folder is gone afterwards.
 * Where nothing is yet, that is one rename. Over an older tree, files are replaced one by one, and at every moment, also
 * after a power cut, each program in it starts: code that programs load comes before the programs that name it, and the
 * manifest last, as the sign that the new tree is complete. What only the old tree had stays, for the programs that still
 * run (see removeUnlisted). `onFile` is told each file that has been replaced.
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
  for (const group of inOrder(filesBelow(staged))) {
    const folders = new Set<string>()
    for (const path of group) {
      const folder = dirname(join(target, path))
      folders.add(folder)
      await mkdir(folder, { recursive: true })
      await rename(join(staged, path), join(target, path))
      onFile(path)
    }
    for (const folder of folders) await flushFolder(folder)
  }
  await rm(staged, { recursive: true })
}

/** Removes the files of earlier builds from a tree: those that its manifest does not name, but not its Node.js. */
export async function removeUnlisted(folder: string): Promise<void> {
  const manifest = readManifest(folder)
  if (!manifest) return
  for (const path of filesBelow(folder)) {
    if (!(path in manifest.files) && !path.startsWith('node/')) await rm(join(folder, path))
  }
}

/** Files in groups: code that is named by its content, and the runtime; then programs; then what starts them. */
function inOrder(files: readonly string[]): string[][] {
  const groups: [loaded: string[], programs: string[], starters: string[]] = [[], [], []]
  for (const path of files) {
    if (path.startsWith('bin/') || path.startsWith('part/')) groups[2].push(path)
    else if (path.startsWith('lib/') && !/-[A-Z0-9]{8}\.js$/.test(path)) groups[1].push(path)
    else groups[0].push(path)
  }
  return [...groups, [manifestName]]
}
