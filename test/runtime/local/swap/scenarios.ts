import { moveEntry } from '../../../../runtime/local/swap/move-entry.ts'
import { placeFile } from '../../../../runtime/local/swap/place-file.ts'
import { recoverAside } from '../../../../runtime/local/swap/recover.ts'
import { removeFile } from '../../../../runtime/local/swap/remove-file.ts'
import { DiskError, type Files, isDiskError } from '../../../../runtime/ports/files.ts'
import { hookedFiles, withoutFolderRenames } from '../hooked-files.ts'
import { at, modified, now, operationOn } from './operation.ts'
import { copyNames, type SwapWorld } from './world.ts'

/** One operation on a small tree, from the state before it to the state after it. */
export interface Scenario {
  readonly name: string
  /** What the live tree holds before and after; folders end with `/`. */
  readonly before: Readonly<Record<string, string>>
  readonly after: Readonly<Record<string, string>>
  /** The file or folder that the operation takes something from or puts something to. */
  readonly target: string
  /** What comes from elsewhere with the operation, so that nothing of it has to be kept before. */
  readonly fetched?: string
  /** Makes what the operation starts from, and gives the operation. */
  prepare(world: SwapWorld): Promise<(files: Files) => Promise<{ readonly result: string }>>
}

export const scenarios: readonly Scenario[] = [
  {
    name: 'replacing a file',
    before: { 'a/': '', 'a/f': 'old' },
    after: { 'a/': '', 'a/f': 'new' },
    target: 'a/f',
    async prepare(world) {
      world.write('a/f', 'old')
      const [expected, staged] = [await world.file('a/f'), await world.stage('new')]
      return (files) =>
        placeFile(files, { ...operationOn(world, files, 'a/f'), staged, expected, modified, now })
    },
  },
  {
    name: 'placing a new file',
    before: { 'a/': '' },
    after: { 'a/': '', 'a/f': 'new' },
    target: 'a/f',
    async prepare(world) {
      world.hands.mkdir(world.path('a'))
      const staged = await world.stage('new')
      return (files) =>
        placeFile(files, { ...operationOn(world, files, 'a/f'), staged, expected: undefined, modified, now })
    },
  },
  {
    name: 'removing a file',
    before: { 'a/': '', 'a/f': 'old' },
    after: { 'a/': '' },
    target: 'a/f',
    async prepare(world) {
      world.write('a/f', 'old')
      const expected = await world.file('a/f')
      return (files) => removeFile(files, { ...operationOn(world, files, 'a/f'), expected })
    },
  },
  {
    name: 'moving a file',
    before: { 'a/': '', 'a/f': 'old', 'b/': '' },
    after: { 'a/': '', 'b/': '', 'b/g': 'old' },
    target: 'a/f',
    async prepare(world) {
      world.write('a/f', 'old')
      world.hands.mkdir(world.path('b'))
      const expected = await world.file('a/f')
      const { root, copyName } = operationOn(world, world.files, 'a/f')
      return (files) =>
        moveEntry(files, { root, copyName, from: world.path('a/f'), to: world.path('b/g'), expected })
    },
  },
  {
    name: 'renaming a file by its capitals',
    before: { 'a/': '', 'a/f': 'old' },
    after: { 'a/': '', 'a/F': 'old' },
    target: 'a/f',
    async prepare(world) {
      world.write('a/f', 'old')
      const expected = await world.file('a/f')
      const { root, copyName } = operationOn(world, world.files, 'a/f')
      return (files) =>
        moveEntry(files, { root, copyName, from: world.path('a/f'), to: world.path('a/F'), expected })
    },
  },
  {
    name: 'moving a folder',
    before: { 'a/': '', 'a/f': 'old', 'b/': '' },
    after: { 'b/': '', 'b/a/': '', 'b/a/f': 'old' },
    target: 'a',
    async prepare(world) {
      world.write('a/f', 'old')
      world.hands.mkdir(world.path('b'))
      const expected = await world.folder('a')
      const { root, copyName } = operationOn(world, world.files, 'a')
      return (files) =>
        moveEntry(files, { root, copyName, from: world.path('a'), to: world.path('b/a'), expected })
    },
  },
  {
    name: 'spelling a folder otherwise, part by part',
    before: { 'a/': '', 'a/f': 'old', 'a/inner/': '', 'a/inner/g': 'other' },
    after: { 'A/': '', 'A/f': 'old', 'A/inner/': '', 'A/inner/g': 'other' },
    target: 'a',
    async prepare(world) {
      world.write('a/f', 'old')
      world.write('a/inner/g', 'other')
      const [expected, inner] = [await world.folder('a'), await world.folder('a/inner')]
      const image = new Set([expected.inode, inner.inode])
      const { root, copyName } = operationOn(world, world.files, 'a')
      const moving = { root, copyName, from: world.path('a'), to: world.path('A'), expected }
      return async (files) => {
        try {
          return await moveEntry(withoutFolderRenames(files, image), moving)
        } catch (error) {
          if (isDiskError(error, 'other-device', 'missing')) return { result: 'a part of it stays' }
          throw error
        }
      }
    },
  },
]

/** What the agent does when it starts again. */
export async function startAgain(world: SwapWorld): Promise<void> {
  await recoverAside(world.files, world.root, { at, copyName: copyNames })
}

/** Which state a world is in: `before` or `after` only when nothing is left aside and no content is lost. */
export function stateAfter(scenario: Scenario, world: SwapWorld): 'before' | 'after' | 'wrong' {
  if (!keepsAll(scenario, world)) return 'wrong'
  const live = textOf(world.live())
  return live === textOf(scenario.before) ? 'before' : live === textOf(scenario.after) ? 'after' : 'wrong'
}

/** Whether nothing is left aside, the old contents are in the tree or in the trash, and the new ones there or staged. */
export function keepsAll({ before, after, fetched }: Scenario, world: SwapWorld): boolean {
  const kept = new Set([...Object.values(world.live()), ...world.inTrash()])
  const keepsOld = Object.values(before).every((content) => content === '' || kept.has(content))
  for (const content of world.inStaging()) kept.add(content)
  const isKept = (content: string): boolean => content === '' || content === fetched || kept.has(content)
  return keepsOld && Object.values(after).every(isKept) && world.aside().length === 0
}

function textOf(tree: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(tree).sort(([one], [other]) => (one < other ? -1 : 1)))
}

/** Kinds of file systems, by what they cannot do. */
export const disks: Readonly<Record<string, (files: Files) => Files>> = {
  'on any disk': (files) => files,
  'without hard links': withoutLinks,
  'without symlinks': withoutSymlinks,
}

/** A file system without hard links. */
export function withoutLinks(files: Files): Files {
  return hookedFiles(files, ({ name, path }) => {
    if (name === 'link') throw new DiskError('no-permission', path, { errno: 'EPERM' })
  })
}

/** A file system without symlinks. */
export function withoutSymlinks(files: Files): Files {
  return hookedFiles(files, ({ name, path }) => {
    if (name === 'symlink') throw new DiskError('no-permission', path, { errno: 'EPERM' })
  })
}
