import type { PathKey } from '../../../../runtime/core/path.ts'
import type { LocalEntry } from '../../../../runtime/core/tree.ts'
import { scanFolder } from '../../../../runtime/local/scan/scan-folder.ts'
import {
  type FolderScanRequest,
  type ScannedFolder,
  scanTree,
} from '../../../../runtime/local/scan/scan-tree.ts'
import type { Files } from '../../../../runtime/ports/files.ts'

/** A Local tree as scans have made it. */
export interface ScannedTree {
  readonly tree: Map<PathKey, LocalEntry>
  known(folder: PathKey): ReadonlyMap<PathKey, LocalEntry>
  /** Scans the root, or one folder of it (absolute), and brings the tree up to it as the engine does. */
  scan(files: Files, request: FolderScanRequest, folder?: string): Promise<ScannedFolder[]>
}

export function scannedTree(): ScannedTree {
  const tree = new Map<PathKey, LocalEntry>()
  const known = (folder: PathKey): ReadonlyMap<PathKey, LocalEntry> =>
    new Map([...tree].filter(([key]) => key.slice(0, key.lastIndexOf('/')) === folder))

  const absorb = (scanned: ScannedFolder): void => {
    if (!scanned.complete) return
    const present = new Map(scanned.entries)
    for (const [key, before] of known(scanned.path)) {
      const isFolder = present.get(key)?.kind === 'folder'
      if (!present.has(key)) tree.delete(key)
      if (before.kind === 'folder' && !isFolder)
        for (const below of [...tree.keys()]) if (below.startsWith(`${key}/`)) tree.delete(below)
    }
    for (const [key, entry] of present) tree.set(key, entry)
    const own = tree.get(scanned.path)
    if (own?.kind === 'folder') tree.set(scanned.path, { ...own, holdsIgnored: scanned.holdsIgnored })
  }

  return {
    tree,
    known,
    async scan(files, request, folder) {
      const scanned: ScannedFolder[] = []
      const scan = folder === undefined ? scanTree(files, request) : scanFolder(files, request, folder)
      for await (const one of scan) {
        scanned.push(one)
        absorb(one)
      }
      return scanned
    },
  }
}
