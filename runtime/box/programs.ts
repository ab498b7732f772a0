import { lstatSync, readdirSync, readlinkSync } from 'node:fs'
import { mkdir, rename, rm, symlink } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { flushFolder } from './durable-file.ts'
import { BoxError } from './errors.ts'

/**
 * Makes `path` a relative symlink to `program`, in one step even where another version's link stands.
 * Throws BoxError 'in_the_way' when something else than a link is there.
 */
export async function linkProgram(path: string, program: string): Promise<void> {
  requireLinkPlace(path)
  await mkdir(dirname(path), { recursive: true })
  const temporary = join(dirname(path), `.${basename(path)}.new`)
  await rm(temporary, { force: true })
  await symlink(relative(dirname(path), program), temporary)
  await rename(temporary, path)
  await flushFolder(dirname(path))
}

/** Throws BoxError 'in_the_way' unless `path` is free or a symlink. */
export function requireLinkPlace(path: string): void {
  if (!isLinkPlace(path)) throw new BoxError({ code: 'in_the_way', path })
}

/** Whether `path` is free or a symlink. */
export function isLinkPlace(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? true
}

/** Removes the symlinks in `folder` that lead below `target`, and not below `except`. */
export async function unlinkPrograms(folder: string, target: string, except?: string): Promise<void> {
  for (const entry of listFolder(folder)) {
    if (!entry.isSymbolicLink()) continue
    const link = join(folder, entry.name)
    const program = resolve(folder, readlinkSync(link))
    if (isBelow(program, target) && !(except !== undefined && isBelow(program, except))) await rm(link)
  }
}

function isBelow(path: string, folder: string): boolean {
  return path.startsWith(`${folder}/`)
}

function listFolder(folder: string) {
  return lstatSync(folder, { throwIfNoEntry: false }) ? readdirSync(folder, { withFileTypes: true }) : []
}
