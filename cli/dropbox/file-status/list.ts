import type { Control } from '../../../runtime/agent/control.ts'
import type { FileStatus } from '../../../runtime/agent/file-status/file-status.ts'
import { statsBehind } from '../../../runtime/local/node/file-stats.ts'
import { isDiskError } from '../../../runtime/ports/files.ts'
import { visible } from '../../terminal/text.ts'
import { openRunning } from '../open-control.ts'
import type { Surroundings } from '../verb.ts'
import { nameLines, type Stands, statusLines } from './lines.ts'
import { isAnything, type Named, namedByPerson, namedIn } from './named.ts'

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
  const wanted = names.length > 0 ? names.map((name) => namedByPerson(name, folder)) : sorted(namedIn(folder))
  return [{ heading: undefined, stands: await statuses(control, wanted) }]
}

/** Files first, then each folder with what is in it. */
async function listed(control: Control, folder: string, { names, all }: Asked): Promise<Group[]> {
  const wanted = sorted((names.length > 0 ? names : ['.']).map((name) => namedByPerson(name, folder)))
  const folders = wanted.filter(({ path }) => isFolder(path))
  const files = wanted.filter((one) => !folders.includes(one))
  const groups: Group[] = []
  if (files.length > 0) {
    const places = files.map(({ name, ...rest }) => ({
      ...rest,
      name: name.slice(name.lastIndexOf('/') + 1),
    }))
    groups.push({ heading: undefined, stands: await statuses(control, places) })
  }
  for (const { name, path } of folders) {
    const inside = sorted(namedIn(path)).filter((inner) => all || !inner.name.startsWith('.'))
    groups.push({
      heading: wanted.length > 1 ? name : undefined,
      stands: await statuses(control, inside),
    })
  }
  return groups
}

async function statuses(control: Control, places: readonly Named[]): Promise<Placed[]> {
  const asked = [...new Set(places.filter(isAnything).map(({ path, garbledIn }) => garbledIn ?? path))]
  const told = asked.length === 0 ? [] : await control.fileStatuses(asked)
  const byPath = new Map(asked.map((path, index) => [path, told[index]]))
  return places.map(({ name, path, garbledIn }) => ({
    ...{ name, path },
    status: garbledIn === undefined ? byPath.get(path) : garbledAs(byPath.get(garbledIn)),
  }))
}

/** How a name that is no UTF-8 stands in a folder: Dropbox cannot have it, which matters where it would. */
function garbledAs(folder: FileStatus | undefined): FileStatus | undefined {
  return folder === 'up to date' || folder === 'syncing' ? 'unsyncable' : folder
}

/** What cannot be looked at is told of as it stands, and not listed. */
function isFolder(path: string): boolean {
  try {
    return statsBehind(path)?.kind === 'folder'
  } catch (error) {
    if (!isDiskError(error)) throw error
    return false
  }
}

/** By their letters, capital or not, as dropbox.py has them. */
function sorted(all: readonly Named[]): Named[] {
  const key = ({ name }: Named) => name.toLowerCase()
  return all.toSorted((one, other) => (key(one) < key(other) ? -1 : key(one) > key(other) ? 1 : 0))
}
