/** Room for what is on its way to its place, shared by folders that come side by side. */
export interface LandingRoom {
  /** A folder begins to come. */
  begin(): FolderInRoom
}

export interface FolderInRoom {
  /** Resolves when there is room for one group more, which is its own then until it calls what this gives. To be asked for one at a time. */
  enter(): Promise<() => void>
  /** No more of it comes. What it holds stays its own. */
  end(): void
}

interface Folder {
  held: number
  waiting: (() => void) | undefined
}

/**
 * Opens room for `groups`. The folder that began first may take nearly all of it, each of the others `forOthers` at most: so one ends after the other, and
 * while the next is asked for, the others still have something to land. Four that share evenly end all at once, and nothing is left to do until the next four
 * answer. None stands still meanwhile: an answer that nobody reads is broken off.
 */
export function openLandingRoom(groups: number, forOthers: number): LandingRoom {
  let free = groups
  /** In the order in which they began. */
  const folders = new Set<Folder>()

  const enter = (folder: Folder): void => {
    const begin = folder.waiting
    if (begin === undefined) return
    folder.waiting = undefined
    free--
    folder.held++
    begin()
  }
  const letIn = (): void => {
    let most = groups
    for (const folder of folders) {
      // A place is kept for each that has none.
      const others = [...folders].filter((other) => other !== folder && other.held === 0).length
      if (free > (folder.held === 0 ? 0 : others) && folder.held < most) enter(folder)
      most = forOthers
    }
  }
  return {
    begin() {
      const folder: Folder = { held: 0, waiting: undefined }
      folders.add(folder)
      return {
        async enter() {
          await new Promise<void>((begin) => {
            folder.waiting = begin
            letIn()
          })
          let isOurs = true
          return () => {
            if (!isOurs) return
            isOurs = false
            free++
            folder.held--
            letIn()
          }
        },
        end() {
          folders.delete(folder)
          // Whoever still waits for it waits for nothing else.
          enter(folder)
          letIn()
        },
      }
    },
  }
}
