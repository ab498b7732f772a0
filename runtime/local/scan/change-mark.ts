import { type FileStats, type Files, isDiskError } from '../../ports/files.ts'

/** Of the times of a file so much is added up, ms: a million files stay within what a number holds exactly. */
const timeKept = 1e9

/**
 * A word for all that stands at a place (absolute) and below it, also what ignore rules keep out: the same again as long as nothing in it was made, removed,
 * renamed or written. No clock is asked, and no order of times. Follows no link, and enters no other file system. What cannot be looked
 * into counts as it is seen from outside.
 */
export async function changeMark(
  files: Pick<Files, 'lstat' | 'list'>,
  place: string,
  signal: AbortSignal,
): Promise<string> {
  let entries = 0
  let bytes = 0
  let times = 0
  const add = (stats: FileStats): void => {
    bytes += stats.size
    times += Math.floor(stats.changed) % timeKept
  }
  const top = await unlessFailing(files.lstat(place))
  if (top === undefined || typeof top === 'string') return top ?? 'missing'
  add(top)
  const folders = top.kind === 'folder' ? [place] : []
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    signal.throwIfAborted()
    const listed = await unlessFailing(files.list(folder))
    if (typeof listed === 'string') continue
    entries += listed.length
    for (const { name, stats } of listed) {
      if (stats === undefined) continue
      add(stats)
      if (stats.kind === 'folder' && stats.device === top.device) folders.push(`${folder}/${name}`)
    }
  }
  return `${top.inode} ${entries} ${bytes} ${times}`
}

/** What a look at the disk gives, or the code of why it gives nothing. */
async function unlessFailing<Value>(look: Promise<Value>): Promise<Value | string> {
  try {
    return await look
  } catch (error) {
    if (!isDiskError(error)) throw error
    return error.code
  }
}
