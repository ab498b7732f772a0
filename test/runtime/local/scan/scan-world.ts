import { mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { ExecutionContext } from 'ava'
import { ignoreRules } from '../../../../runtime/core/ignore/ignore-rules.ts'
import type { PathKey } from '../../../../runtime/core/path.ts'
import type { LocalEntry } from '../../../../runtime/core/tree.ts'
import { nodeFiles } from '../../../../runtime/local/node-files.ts'
import { scanFolder } from '../../../../runtime/local/scan/scan-folder.ts'
import { type ScannedFolder, type ScanRequest, scanTree } from '../../../../runtime/local/scan/scan-tree.ts'
import type { Files } from '../../../../runtime/ports/files.ts'
import { temporaryFolder } from '../temporary-folder.ts'

/** A root with the Local tree that scans of it have made so far. */
export interface ScanWorld {
  readonly root: string
  readonly tree: Map<PathKey, LocalEntry>
  /** Writes a file, an hour ago. */
  write(relative: string, content: string): void
  path(relative: string): string
  request(more?: Partial<ScanRequest>): ScanRequest
  /** Scans the root, or one folder of it, and brings the tree up to it as the engine does. */
  scan(more?: Partial<ScanRequest> & { files?: Files; folder?: string }): Promise<ScannedFolder[]>
  keys(): string[]
}

export const hourAgo = Date.now() - 3_600_000

export async function makeScanWorld(t: ExecutionContext): Promise<ScanWorld> {
  const root = await temporaryFolder(t)
  const tree = new Map<PathKey, LocalEntry>()
  const path = (relative: string): string => (relative === '' ? root : `${root}/${relative}`)
  const known = (folder: PathKey): ReadonlyMap<PathKey, LocalEntry> =>
    new Map([...tree].filter(([key]) => key.slice(0, key.lastIndexOf('/')) === folder))

  const absorb = (scanned: ScannedFolder): void => {
    if (!scanned.complete) return
    const present = new Map(scanned.entries)
    for (const key of [...known(scanned.path).keys()]) {
      if (present.has(key)) continue
      for (const below of [...tree.keys()])
        if (below === key || below.startsWith(`${key}/`)) tree.delete(below)
    }
    for (const [key, entry] of present) tree.set(key, entry)
    const own = tree.get(scanned.path)
    if (own?.kind === 'folder') tree.set(scanned.path, { ...own, holdsIgnored: scanned.holdsIgnored })
  }

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
      now: Date.now,
      ...more,
    }),
    async scan({ files = nodeFiles(), folder, ...more } = {}) {
      const request = world.request(more)
      const scanned: ScannedFolder[] = []
      const scan = folder === undefined ? scanTree(files, request) : scanFolder(files, request, path(folder))
      for await (const one of scan) {
        scanned.push(one)
        absorb(one)
      }
      return scanned
    },
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
