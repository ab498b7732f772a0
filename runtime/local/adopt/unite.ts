import { type FileStats, type Files, isDiskError } from '../../ports/files.ts'
import { syncFolder } from '../small-file.ts'
import { giveName } from '../swap/give-name.ts'
import { bringFile, removeApart } from './bring-file.ts'
import { meetingOf } from './meeting.ts'

export interface Uniting {
  /** The folder whose content moves; it is gone afterwards. Absolute. */
  readonly from: string
  /** Where it moves to; made when it is missing. Absolute. */
  readonly to: string
  /** The name that what is in the way at the target gets; `attempt` counts from 0. */
  readonly asideName: (name: string, attempt: number) => string
  /** Told of every file that has come to its place. */
  readonly moved?: () => void
}

/** Where what leaves a folder is looked at once more: a name in that folder that no Dropbox client takes up. */
const leavingName = '.~leaving'

/** Whether an entry is the place where a try that was killed put what was to leave. */
export function isLeaving(name: string, { kind }: FileStats): boolean {
  return name === leavingName && kind === 'folder'
}

/** So often what came into the folder meanwhile is moved as well. */
const rounds = 3

/**
 * Moves everything in a folder into another one, and removes the folder. Nothing is ever replaced: what the target has as it is goes from the folder,
 * and what it has otherwise gets a name beside. At every moment, also after a power cut, each content is in one of the two; doing it again completes
 * what was broken off. Throws DiskError, `not-empty` when something comes into the folder all the time, or lies there that cannot be looked at.
 */
export async function unite(files: Files, { from, to, asideName, moved }: Uniting): Promise<void> {
  async function bring(source: string, target: string, like: FileStats | undefined): Promise<void> {
    await makeFolder(files, target, like)
    for (let round = 1; ; round++) {
      const arrived: { readonly name: string; readonly stats: FileStats }[] = []
      await finishLeaving(source, target)
      for (const { name, stats } of await files.list(source)) {
        if (stats === undefined || isLeaving(name, stats)) continue
        if (stats.kind === 'folder') await bringFolder(source, target, name, stats)
        else if (await arrive(source, target, name, stats)) arrived.push({ name, stats })
      }
      // What goes from the one is in the other on the disk.
      await syncFolder(files, target)
      if (arrived.length > 0) {
        await makeFolder(files, `${source}/${leavingName}`, undefined)
        for (const { name, stats } of arrived) await takeOff(source, name, stats)
        await files.rmdir(`${source}/${leavingName}`)
      }
      try {
        return await files.rmdir(source)
      } catch (error) {
        if (!isDiskError(error, 'not-empty') || round === rounds) throw error
      }
    }
  }

  /** What a try that was killed was about to take away lies apart under its own name: it has arrived, or it does now. */
  async function finishLeaving(source: string, target: string): Promise<void> {
    const leaving = await files.lstat(`${source}/${leavingName}`)
    if (leaving !== undefined && isLeaving(leavingName, leaving))
      await bring(`${source}/${leavingName}`, target, undefined)
  }

  async function bringFolder(source: string, target: string, name: string, stats: FileStats): Promise<void> {
    const there = await files.lstat(`${target}/${name}`)
    if (there !== undefined && there.kind !== 'folder') await setAside(target, name)
    await bring(`${source}/${name}`, `${target}/${name}`, stats)
  }

  /** Lets an entry be in the target; true when it is still in the folder, too. */
  async function arrive(source: string, target: string, name: string, stats: FileStats): Promise<boolean> {
    const places = { from: `${source}/${name}`, coming: stats, to: `${target}/${name}` }
    for (;;) {
      const meeting = await meetingOf(files, places)
      if (meeting === 'same') {
        if (stats.kind === 'file') {
          await removeApart(files, places.to, stats)
          await syncFile(files, places.to)
        }
        return true
      }
      if (meeting !== 'free') await setAside(target, name)
      const brought = await bringFile(files, places.from, places.to, stats)
      if (brought === 'taken') continue
      if (stats.kind === 'file') moved?.()
      return brought === 'both-names'
    }
  }

  /** Takes away what has arrived, and gives back what stood there instead by then: looked at first, it could still be exchanged. */
  async function takeOff(folder: string, name: string, stats: FileStats): Promise<void> {
    const place = `${folder}/${name}`
    const apart = `${folder}/${leavingName}/${name}`
    try {
      await files.rename(place, apart)
    } catch (error) {
      if (isDiskError(error, 'missing')) return
      throw error
    }
    const taken = await files.lstat(apart)
    const isSame =
      taken?.inode === stats.inode && taken.size === stats.size && taken.modified === stats.modified
    if (isSame) return await files.unlink(apart)
    for (let attempt = -1; ; attempt++) {
      const back = attempt < 0 ? place : `${folder}/${asideName(name, attempt)}`
      if (await giveName(files, apart, back)) return
    }
  }

  async function setAside(folder: string, name: string): Promise<void> {
    const place = `${folder}/${name}`
    for (let attempt = 0; ; attempt++) {
      const beside = `${folder}/${asideName(name, attempt)}`
      if ((await files.lstat(place))?.kind !== 'folder') {
        if (await giveName(files, place, beside)) return
      } else if ((await files.lstat(beside)) === undefined) {
        await files.rename(place, beside)
        return
      }
    }
  }

  await makeAbove(files, to)
  await bring(from, to, await files.lstat(from))
}

/** Makes the folders above a place that are missing. */
async function makeAbove(files: Files, place: string): Promise<void> {
  const above = place.slice(0, place.lastIndexOf('/'))
  if (above === '' || (await files.lstat(above)) !== undefined) return
  await makeAbove(files, above)
  await makeFolder(files, above, undefined)
}

async function makeFolder(files: Files, path: string, like: FileStats | undefined): Promise<void> {
  try {
    await files.mkdir(path, like?.mode)
    await syncFolder(files, path.slice(0, path.lastIndexOf('/')) || '/')
  } catch (error) {
    if (!isDiskError(error, 'exists')) throw error
  }
}

async function syncFile(files: Files, path: string): Promise<void> {
  await using file = await files.openFile(path, 'read')
  await file.sync()
}
