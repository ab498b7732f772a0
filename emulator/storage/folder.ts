import { existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/**
 * Makes a folder and the missing folders above it. Throws the system's error. (Node's own recursive mkdir never
 * returns where the system answers ENOENT although the parent exists, as /proc does.)
 */
export function ensureFolder(path: string): void {
  const folder = resolve(path)
  if (existsSync(folder)) {
    if (!statSync(folder).isDirectory())
      throw Object.assign(new Error(`${path} is not a folder`), { code: 'ENOTDIR' })
    return
  }
  if (!existsSync(dirname(folder))) ensureFolder(dirname(folder))
  mkdirSync(folder)
}
