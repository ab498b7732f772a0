import { excluding, including } from '../../../runtime/core/choice.ts'
import { settle } from '../aftermath/settle.ts'
import type { Stage } from '../aftermath/stage.ts'
import { seenAt, seenInDropbox, type Texts } from '../aftermath/trees.ts'
import type { Writer } from '../disk/disk.ts'
import { folder, home, type WorldBox } from '../world/box.ts'

/** A careful person at a box: what is saved is flushed, with the folders above it. Paths are in the Dropbox folder, or absolute with `~`. */
export interface Person {
  save(path: string, text: string): void
  /** Saves as most editors do: beside it, flushed, renamed over it. */
  saveByRename(path: string, text: string): void
  folder(path: string): void
  remove(path: string): void
  move(from: string, to: string): void
  /** `ln -s`. */
  link(target: string, path: string): void
  /** A program that has the file open. */
  open(path: string): Writer
  chmod(path: string, mode: number): void
  exclude(path: string): void
  include(path: string): void
}

/** Somebody else, in Dropbox. */
export interface SomebodyElse {
  write(path: string, text: string): void
  folder(path: string): void
  remove(path: string): void
  move(from: string, to: string): void
  resetCursors(): void
}

/** What a story is told with. */
export interface Scene {
  readonly stage: Stage
  readonly here: Person
  readonly there: Person
  readonly cloud: SomebodyElse
  /** Lets the agents come to rest. */
  synced(): Promise<void>
  /** Lets so many ms pass. */
  pass(duration: number): Promise<void>
  /** Everybody's answer to the agents: yes. */
  agrees(): void
  stop(): void
}

export interface SceneOfStage extends Scene {
  /** What stood at the paths of boxes and Dropbox at each moment at which somebody did something, or all was at rest. */
  readonly moments: readonly Texts[]
  note(): void
  readonly answer: 'never' | 'approve'
  /** How much people have done. */
  readonly deeds: number
}

export function createScene(stage: Stage): SceneOfStage {
  const { boxes, dropbox, oracle, clock } = stage
  const moments: Texts[] = []
  let deeds = 0
  let answer: 'never' | 'approve' = 'never'
  const note = (): void => {
    for (const box of boxes) moments.push(seenAt(box))
    moments.push(seenInDropbox(dropbox))
  }
  const noting = <Deed extends (...given: never[]) => unknown>(deed: Deed): Deed =>
    ((...given) => {
      const value = deed(...given)
      deeds++
      note()
      return value
    }) as Deed
  const all = <Deeds extends object>(deeds: Deeds): Deeds =>
    Object.fromEntries(Object.entries(deeds).map(([name, deed]) => [name, noting(deed)])) as Deeds
  const textAt = (path: string): string | undefined => {
    const bytes = dropbox.hands.read(path)
    return bytes && new TextDecoder().decode(bytes)
  }
  const below = (path: string): string[] => [
    ...[...seenInDropbox(dropbox)].flatMap(([at, text]) =>
      (at === path || at.startsWith(`${path}/`)) && text !== '/' ? [text] : [],
    ),
  ]
  const [first] = boxes
  if (first === undefined) throw new TypeError('a scene needs a box')
  return {
    stage,
    moments,
    note,
    here: all(personAt(stage, first)),
    there: all(personAt(stage, boxes[1] ?? first)),
    cloud: all({
      write(path, text) {
        const before = textAt(path)
        sure(dropbox.hands.write(path, text).ok)
        oracle.wrote(text)
        if (before !== undefined) oracle.replaced(before)
      },
      folder: (path) => sure(dropbox.hands.folder(path).ok),
      remove(path) {
        for (const text of below(path)) oracle.replaced(text)
        sure(dropbox.hands.delete(path).ok)
      },
      move: (from, to) => sure(dropbox.hands.move(from, to).ok),
      resetCursors: dropbox.resetCursors,
    }),
    async synced() {
      for (const box of boxes) box.start()
      const wrong = await settle(stage, answer)
      if (wrong.length > 0) throw new Error(`a story stops in its middle: ${wrong.join('; ')}`)
      note()
    },
    pass: (duration) => clock.advanceTo(clock.monotonic() + duration),
    agrees() {
      answer = 'approve'
    },
    get answer() {
      return answer
    },
    get deeds() {
      return deeds
    },
    stop() {
      for (const box of boxes) box.kill()
    },
  }
}

function personAt({ oracle }: Stage, { disk, store, ...box }: WorldBox): Person {
  const { hands } = disk
  const at = (path: string): string => (path.startsWith('~') ? home + path.slice(1) : folder + path)
  const replacing = (place: string): void => {
    if (hands.stats(place)?.kind === 'file') oracle.replaced(hands.text(place))
  }
  const select = (rules: ReturnType<typeof store.selection>): void => {
    if (box.engine === undefined) store.setSelection(rules)
    else box.engine.select(rules)
  }
  const flushAbove = (path: string): void => {
    for (let place = path; place.length >= home.length; place = place.slice(0, place.lastIndexOf('/'))) {
      const kind = hands.stats(place)?.kind
      if (kind === 'file' || kind === 'folder') hands.sync(place)
    }
  }
  return {
    save(path, text) {
      replacing(at(path))
      hands.write(at(path), text)
      oracle.wrote(text)
      flushAbove(at(path))
    },
    saveByRename(path, text) {
      const beside = `${at(path)}.saving.tmp~`
      replacing(at(path))
      hands.write(beside, text)
      hands.sync(beside)
      hands.rename(beside, at(path))
      oracle.wrote(text)
      flushAbove(at(path))
    },
    folder(path) {
      hands.mkdir(at(path))
      flushAbove(at(path))
    },
    remove(path) {
      replacing(at(path))
      if (hands.stats(at(path))?.kind === 'folder')
        for (const text of Object.values(hands.tree(at(path)))) oracle.replaced(text)
      hands.remove(at(path))
      flushAbove(at(path))
    },
    move(from, to) {
      hands.mkdir(at(to).slice(0, at(to).lastIndexOf('/')))
      hands.rename(at(from), at(to))
      flushAbove(at(to))
      flushAbove(at(from))
    },
    link(target, path) {
      hands.mkdir(folder)
      hands.symlink(at(target), at(path))
      flushAbove(at(path))
    },
    open: (path) => hands.open(at(path)),
    chmod: (path, mode) => hands.chmod(at(path), mode),
    exclude: (path) => select(excluding(store.selection(), path)),
    include: (path) => select(including(store.selection(), path)),
  }
}

function sure(done: boolean): void {
  if (!done) throw new Error('somebody could not do in Dropbox what the story says')
}
