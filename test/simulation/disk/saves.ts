import type { Hands } from './hands.ts'

/**
 * How programs save a file. `in-place`: truncated and written (nano, VS Code). `rename`: written beside it, flushed, renamed over it (gedit,
 * sed -i). `unflushed-rename`: the same without the flush. `backup`: renamed away, written anew, the old one removed (vim with
 * backupcopy=no). `office`: a lock file, a temporary file, two renames (Word on a network drive).
 */
export const saveHabits = ['in-place', 'rename', 'unflushed-rename', 'backup', 'office'] as const

export type SaveHabit = (typeof saveHabits)[number]

/**
 * The steps of saving `content` as `path`, to be taken one by one so that anything can happen in between. The first time a file is saved
 * there is nothing to rename away. Each may throw DiskError; a program would leave off then.
 */
export function saveSteps(
  hands: Hands,
  path: string,
  content: string,
  habit: SaveHabit,
): readonly (() => void)[] {
  const slash = path.lastIndexOf('/')
  const [folder, name] = [path.slice(0, slash), path.slice(slash + 1)]
  const half = Math.ceil(content.length / 2)
  const write = (to: string): (() => void)[] => [
    () => hands.write(to, ''),
    () => hands.append(to, content.slice(0, half)),
    () => hands.append(to, content.slice(half)),
  ]
  const renameIfThere = (from: string, to: string) => (): void => {
    if (hands.exists(from)) hands.rename(from, to)
  }
  const temporary = `${folder}/.${name}.saving`
  switch (habit) {
    case 'in-place':
      return write(path)
    case 'rename':
      return [...write(temporary), () => hands.sync(temporary), () => hands.rename(temporary, path)]
    case 'unflushed-rename':
      return [...write(temporary), () => hands.rename(temporary, path)]
    case 'backup':
      return [renameIfThere(path, `${path}~`), ...write(path), () => hands.remove(`${path}~`)]
    case 'office': {
      const [lock, fresh, old] = [`${folder}/~$${name}`, `${folder}/~WRD0001.tmp`, `${folder}/~WRL0002.tmp`]
      return [
        () => hands.write(lock, 'owner'),
        ...write(fresh),
        renameIfThere(path, old),
        () => hands.rename(fresh, path),
        () => hands.remove(old),
        () => hands.remove(lock),
      ]
    }
    default:
      return habit satisfies never
  }
}
