import { countOf } from '../../core/amounts.ts'
import { type Finding, reasonOf, trouble, well } from './finding.ts'

/** ms that an event may take before the file system counts as one that tells of nothing. */
export const longestWait = 3_000
const slow = 1_000

/** Writes a file into each folder and waits for the event; `probe` gives how many ms it took, undefined when none came. */
export async function checkInotify(
  folders: readonly { readonly root: string; readonly folder: string | undefined }[],
  probe: (folder: string) => Promise<number | undefined>,
  watching: string | undefined,
): Promise<Finding[]> {
  const findings = await Promise.all(
    folders.map(async ({ root, folder }): Promise<Finding> => {
      if (folder === undefined)
        return trouble(
          'inotify',
          'warning',
          `${root} was not probed: there is no .dropbox.cache in it.`,
          undefined,
          {
            root,
          },
        )
      try {
        return judge(root, await probe(folder))
      } catch (error) {
        return trouble(
          'inotify',
          'wrong',
          `Nothing can be written into ${folder}: ${reasonOf(error)}.`,
          'Check its owner and permissions, and whether its disk is full or read-only.',
          { root },
        )
      }
    }),
  )
  if (watching === undefined) return findings
  return [
    ...findings,
    trouble(
      'inotify',
      'warning',
      `Not every folder is watched: ${watching}.`,
      'Changes there are found by scanning, some minutes late.',
      { watching },
    ),
  ]
}

function judge(root: string, took: number | undefined): Finding {
  const data = { root, ms: took === undefined ? null : Math.round(took) }
  if (took === undefined)
    return trouble(
      'inotify',
      'warning',
      `The file system of ${root} tells of no changes (${countOf(longestWait / 1000, 'second')} waited).`,
      'Changes are found by scanning, some minutes late; "dropbox rescan" looks at once.',
      data,
    )
  const found = `A change in ${root} is told after ${Math.round(took)} ms.`
  return took <= slow
    ? well('inotify', found, data)
    : trouble('inotify', 'warning', found, 'The computer is very busy, or its disk is slow.', data)
}
