import { lstat, readdir, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import type { Control } from '../../../runtime/agent/control.ts'
import { UsageError } from '../../terminal/errors.ts'
import { visible } from '../../terminal/text.ts'
import { openRunning } from '../open-control.ts'
import type { Surroundings } from '../verb.ts'
import { nameLines, type Stands, statusLines } from './lines.ts'

/** What is asked for: files by name, or in the way of `ls`; without names what is in the folder one is in. */
export interface Asked {
  readonly names: readonly string[]
  readonly isList: boolean
  /** Names that begin with a dot, too; without `isList` they are told of anyway. */
  readonly all: boolean
  readonly json: boolean
}

interface Placed extends Stands {
  /** absolute */
  readonly path: string
}

/** Tells how files and folders stand, as dropbox.py's `filestatus` does; exit code 1 when one that was named is not there. */
export async function tellStatuses(surroundings: Surroundings, asked: Asked): Promise<void> {
  const { terminal, paths } = surroundings
  await using control = await openRunning(paths, 'how files stand is known')
  const groups = await (asked.isList ? listed : named)(control, surroundings.currentFolder, asked)
  const all = groups.flatMap(({ stands }) => stands)
  if (all.some(({ status }) => status === undefined)) surroundings.exitCode = 1
  if (asked.json) return terminal.printJson(all.map(({ path, status }) => ({ path, status: status ?? null })))
  for (const [index, { heading, stands }] of groups.entries()) {
    if (index > 0) terminal.print('')
    if (heading !== undefined) terminal.print(`${visible(heading)}:`)
    const lines = asked.isList
      ? nameLines(stands, terminal.shown ? terminal.columns : undefined, terminal.style)
      : statusLines(stands)
    for (const line of lines.length === 0 ? ['<empty>'] : lines) terminal.print(line)
  }
}

interface Group {
  readonly heading: string | undefined
  readonly stands: readonly Placed[]
}

async function named(control: Control, folder: string, { names }: Asked): Promise<Group[]> {
  const wanted = names.length > 0 ? names : sorted(await readdir(folder))
  return [
    {
      heading: undefined,
      stands: await statuses(
        control,
        wanted.map((name) => [name, resolve(folder, name)]),
      ),
    },
  ]
}

/** Files first, then each folder with what is in it. */
async function listed(control: Control, folder: string, { names, all }: Asked): Promise<Group[]> {
  const wanted = sorted(names.length > 0 ? names : ['.'])
  const kinds = await Promise.all(wanted.map((name) => isFolder(resolve(folder, name))))
  const folders = wanted.filter((_, index) => kinds[index])
  const files = wanted.filter((_, index) => !kinds[index])
  const groups: Group[] = []
  if (files.length > 0) {
    const places = files.map((name) => [basename(name), resolve(folder, name)] as const)
    groups.push({ heading: undefined, stands: await statuses(control, places) })
  }
  for (const name of folders) {
    const place = resolve(folder, name)
    const inside = sorted(await namesIn(place)).filter((inner) => all || !inner.startsWith('.'))
    groups.push({
      heading: wanted.length > 1 ? name : undefined,
      stands: await statuses(
        control,
        inside.map((inner) => [inner, join(place, inner)]),
      ),
    })
  }
  return groups
}

async function statuses(
  control: Control,
  places: readonly (readonly [name: string, path: string])[],
): Promise<Placed[]> {
  const isThere = await Promise.all(
    places.map(([, path]) =>
      lstat(path).then(
        () => true,
        () => false,
      ),
    ),
  )
  const there = places.filter((_, index) => isThere[index])
  const told = there.length === 0 ? [] : await control.fileStatuses(there.map(([, path]) => path))
  const byPath = new Map(there.map(([, path], index) => [path, told[index]]))
  return places.map(([name, path]) => ({ name, path, status: byPath.get(path) }))
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    throw new UsageError(`${visible(folder)} cannot be listed: ${(error as Error).message}.`, {
      cause: error,
    })
  }
}

/** By their letters, capital or not, as dropbox.py has them. */
function sorted(names: readonly string[]): string[] {
  const key = (name: string) => name.toLowerCase()
  return names.toSorted((one, other) => (key(one) < key(other) ? -1 : key(one) > key(other) ? 1 : 0))
}
