import { constants } from 'node:fs'
import { copyFile, link, mkdir, open, readdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { flushFolder } from './durable-file.ts'
import type { InstallStep } from './install-step.ts'
import { isIntact, type Manifest, manifestName, readManifest } from './manifest.ts'
import { nodeRuns, placeNode } from './node-runtime.ts'
import { replaceTree } from './replace-tree.ts'

/**
 * Puts one version, with a Node.js of its own, at `target` (.../VERSION): staged beside it, flushed to disk, and only
 * then moved into place. What is there already and whole is left alone.
 * Gives whether anything had to be written. `sources` maps each file of the manifest to where it comes from. Files below `shareWithin` are hard-linked where the
 * disk allows it: they are installed files, which are replaced but never changed.
 */
export async function placeVersion({
  target,
  manifest,
  sources,
  node,
  shareWithin,
  onStep,
}: {
  target: string
  manifest: Manifest
  sources: ReadonlyMap<string, string>
  node: string
  shareWithin: string
  onStep: (step: InstallStep) => void
}): Promise<boolean> {
  const present = readManifest(target)?.build === manifest.build && isIntact(target, manifest)
  if (present && (await nodeRuns(join(target, 'node', 'bin', 'node')))) return false

  const staged = join(dirname(target), '.new')
  await rm(staged, { recursive: true, force: true })
  try {
    for (const [path, source] of sources) {
      const copy = join(staged, path)
      await mkdir(dirname(copy), { recursive: true })
      const shared = source.startsWith(`${shareWithin}/`) && (await isLinked(source, copy))
      if (!shared) await copyDurably(source, copy)
    }
    onStep('files copied')
    const copy = join(staged, 'node', 'bin', 'node')
    await mkdir(dirname(copy), { recursive: true })
    await placeNode(node, copy, shareWithin)
    onStep('node copied')
    await writeFile(join(staged, manifestName), `${JSON.stringify(manifest, null, 1)}\n`, { flush: true })
    await flushFolders(staged)
    onStep('staged')
    await replaceTree(staged, target, () => onStep('file replaced'))
    onStep('in place')
    return true
  } finally {
    await rm(staged, { recursive: true, force: true })
  }
}

async function isLinked(source: string, copy: string): Promise<boolean> {
  return link(source, copy).then(
    () => true,
    () => false,
  )
}

async function copyDurably(source: string, copy: string): Promise<void> {
  await copyFile(source, copy, constants.COPYFILE_FICLONE)
  const file = await open(copy, 'r')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

async function flushFolders(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await flushFolders(join(folder, entry.name))
  }
  await flushFolder(folder)
}
