import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import * as v from 'valibot'

/** Name of the manifest inside a distribution and inside an installed part. */
export const manifestName = 'manifest.json'

const Shape = v.object({
  version: v.string(),
  build: v.string(),
  files: v.record(v.string(), v.string()),
})

/**
 * What a distribution consists of: `files` maps each path to the SHA-256 of its content in hex; `build` is the same for
 * equal files, so that two builds of one version can be told apart.
 */
export type Manifest = v.InferOutput<typeof Shape>

/** Describes the files below a folder, the manifest itself left out. */
export function describeFiles(folder: string, version: string): Manifest {
  const files: Record<string, string> = {}
  for (const path of filesBelow(folder)) files[path] = sha256(readFileSync(join(folder, path)))
  return { version, build: sha256(JSON.stringify(files)).slice(0, 8), files }
}

/** Reads the manifest of a folder; undefined when there is none or it is damaged. */
export function readManifest(folder: string): Manifest | undefined {
  try {
    return v.parse(Shape, JSON.parse(readFileSync(join(folder, manifestName), 'utf8')))
  } catch {
    return undefined
  }
}

/** Whether every file that the manifest names is there with its content. Other files do not matter. */
export function isIntact(folder: string, manifest: Manifest): boolean {
  return Object.entries(manifest.files).every(([path, expected]) => {
    try {
      return sha256(readFileSync(join(folder, path))) === expected
    } catch {
      return false
    }
  })
}

/** Paths of everything below a folder that is not a folder, relative to it, sorted; without the manifest. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((path) => path !== manifestName)
    .sort()
}

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}
