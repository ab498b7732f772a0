import { mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { ExecutionContext } from 'ava'
import { contentHashOf } from '../../../../runtime/core/content-hash.ts'
import { ignoreRules } from '../../../../runtime/core/ignore/ignore-rules.ts'
import type { PathKey } from '../../../../runtime/core/path.ts'
import type { LocalEntry } from '../../../../runtime/core/tree.ts'
import { nodeFiles } from '../../../../runtime/local/node-files.ts'
import type { FolderScanRequest, ScannedFolder } from '../../../../runtime/local/scan/scan-tree.ts'
import { DiskError, type DiskErrorCode, type Files } from '../../../../runtime/ports/files.ts'
import { hookedFiles } from '../hooked-files.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { scannedTree } from './scanned-tree.ts'

/** A root with the Local tree that scans of it have made so far. */
export interface ScanWorld {
  readonly root: string
  readonly tree: Map<PathKey, LocalEntry>
  /** Writes a file, an hour ago. */
  write(relative: string, content: string): void
  path(relative: string): string
  request(more?: Partial<FolderScanRequest>): FolderScanRequest
  /** Scans the root, or one folder of it, and brings the tree up to it as the engine does. */
  scan(more?: Partial<FolderScanRequest> & { files?: Files; folder?: string }): Promise<ScannedFolder[]>
  keys(): string[]
}

export const hourAgo = Date.now() - 3_600_000

export async function makeScanWorld(t: ExecutionContext): Promise<ScanWorld> {
  const root = await temporaryFolder(t)
  const path = (relative: string): string => (relative === '' ? root : `${root}/${relative}`)
  const { tree, known, scan } = scannedTree()
  const world: ScanWorld = {
    root,
    tree,
    path,
    write(relative, content) {
      mkdirSync(dirname(path(relative)), { recursive: true })
      writeFileSync(path(relative), content)
      utimesSync(path(relative), hourAgo / 1000, hourAgo / 1000)
    },
    request: (more = {}) => ({
      root,
      path: '',
      display: '',
      rules: ignoreRules([], { repositories: 'kept-out' }),
      known,
      knownAt: (path) => tree.get(path),
      now: Date.now,
      ...more,
    }),
    scan: ({ files = nodeFiles(), folder, ...more } = {}) =>
      scan(files, world.request(more), folder === undefined ? undefined : path(folder)),
    keys: () => [...tree.keys()].sort(),
  }
  return world
}

/** Everything that a scan had to say beside entries. */
export function remarksOf(scanned: readonly ScannedFolder[]): {
  problems: Record<string, string>
  blocked: string[]
  ignored: string[]
} {
  const complete = scanned.filter((folder) => folder.complete)
  return {
    problems: Object.fromEntries(
      scanned.flatMap(({ problems }) => problems.map(({ path, why }) => [path, why.reason])),
    ),
    blocked: complete.flatMap(({ blocked }) => blocked),
    ignored: complete.flatMap(({ ignored }) => ignored),
  }
}

/** The content hash of a text. */
export const hashOf = (content: string): string => contentHashOf(new TextEncoder().encode(content))

/** A disk that refuses one kind of call on paths that end so. */
export function refusing(call: string, ending: string, code: DiskErrorCode = 'no-permission'): Files {
  return hookedFiles(nodeFiles(), ({ name, path }) => {
    if (name === call && path.endsWith(ending)) throw new DiskError(code, path)
  })
}
