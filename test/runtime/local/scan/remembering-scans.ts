import type { PathKey } from '../../../../runtime/core/path.ts'
import type {
  ScannedFolder,
  ScanRequest,
  UnchangedFolders,
} from '../../../../runtime/local/scan/scan-tree.ts'
import type { FolderLooks } from '../../../../runtime/ports/folder-looks.ts'
import type { ScanWorld } from './scan-world.ts'

/** Scans, and remembers fingerprints as the engine does as long as nothing but scans writes the Local tree. */
export function rememberingScans(world: ScanWorld, looks?: FolderLooks) {
  const prints = new Map<PathKey, string>()
  return async (more: Partial<ScanRequest> & Parameters<ScanWorld['scan']>[0] = {}, salt = 'salt') => {
    const passed: PathKey[] = []
    const unchanged: UnchangedFolders = {
      salt,
      fingerprint: (folder) => prints.get(folder),
      note: (folder) => passed.push(folder),
      folders: prints.size,
      ...(looks === undefined ? {} : { looks }),
    }
    const scanned = await world.scan({ unchanged, ...more })
    for (const folder of scanned) {
      if (!folder.complete) continue
      if (folder.fingerprint === undefined) prints.delete(folder.path)
      else prints.set(folder.path, folder.fingerprint)
    }
    return { scanned: pathsOf(scanned), passed: passed.sort(), all: scanned }
  }
}

const pathsOf = (scanned: readonly ScannedFolder[]): string[] => scanned.map(({ path }) => path).sort()
