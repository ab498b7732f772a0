import { joinPath, nameOf, type PathKey, parentOf } from '../path.ts'
import { type DecisionRules, decideAll } from '../plan/decisions.ts'
import { spellerOf } from '../plan/spelling.ts'
import type { TreeView, Triple } from '../tree.ts'

/** One file or folder that a choice would touch. */
export interface Touched {
  readonly path: PathKey
  /** As people see it. */
  readonly display: string
  /** The content hash of what would be deleted or replaced, or of what would come; '' of a folder. */
  readonly content: string
}

/** Everything that a choice would do, by name. What is in none of the lists stays as it is, on both sides. */
export interface RestoredPlan {
  /** Into the trash of the box. */
  readonly deletedHere: readonly Touched[]
  readonly deletedInDropbox: readonly Touched[]
  /** The box's version goes into the trash. */
  readonly replacedHere: readonly Touched[]
  /** Dropbox keeps the revision that is replaced. */
  readonly replacedInDropbox: readonly Touched[]
  readonly downloaded: readonly Touched[]
  readonly uploaded: readonly Touched[]
  /** The box's version gets another name, and both are on both sides. */
  readonly conflictCopies: readonly Touched[]
}

/** The lists in which something is at stake. Only what was shown in them may happen. */
export const stakes = [
  'deletedHere',
  'deletedInDropbox',
  'replacedHere',
  'replacedInDropbox',
] as const satisfies readonly (keyof RestoredPlan)[]

/** What of a plan a person must have seen. */
export type Stakes = Pick<RestoredPlan, (typeof stakes)[number]>

/** Every effect that planning from `view`, to the end, would have, when nobody changes anything meanwhile. Moves are told as what they are made of. */
export function previewOf(view: TreeView, rules: Omit<DecisionRules, 'moving'>): RestoredPlan {
  const spell = spellerOf(view)
  const lists = {
    deletedHere: [] as Touched[],
    deletedInDropbox: [] as Touched[],
    replacedHere: [] as Touched[],
    replacedInDropbox: [] as Touched[],
    downloaded: [] as Touched[],
    uploaded: [] as Touched[],
    conflictCopies: [] as Touched[],
  } satisfies Record<keyof RestoredPlan, Touched[]>
  const verdicts = decideAll(view, { ...rules, moving: () => false })
  for (const [path, triple] of view.unsettled()) {
    const { remote, local } = triple
    const on = (side: 'remote' | 'local'): Touched => ({
      path,
      display: side === 'local' ? spelledHere(path, triple, spell) : spell(path),
      content: contentOf(triple[side]),
    })
    switch (verdicts.get(path)?.kind) {
      case 'send':
        if (remote?.kind === 'file') lists.replacedInDropbox.push(on('remote'))
        else lists.uploaded.push(on('local'))
        break
      case 'adopt':
      case 'set-apart':
        lists.uploaded.push(on('local'))
        break
      case 'fetch':
        if (local?.kind === 'file') lists.replacedHere.push(on('local'))
        else lists.downloaded.push(on('remote'))
        break
      case 'delete-local':
      case 'drop-local':
        lists.deletedHere.push(on('local'))
        if (remote !== undefined) lists.downloaded.push(on('remote'))
        break
      case 'delete-remote':
        lists.deletedInDropbox.push(on('remote'))
        if (local !== undefined) lists.uploaded.push(on('local'))
        break
      case 'conflict':
        lists.conflictCopies.push(on('local'))
        break
      default:
    }
  }
  return lists
}

/** Whether something is at stake now that was not shown: another path, or another content at one. */
export function isMore(now: Stakes, shown: Stakes): boolean {
  return stakes.some((list) => {
    const seen = new Set(shown[list].map(mark))
    return now[list].some((touched) => !seen.has(mark(touched)))
  })
}

function mark({ path, content }: Touched): string {
  return `${content} ${path}`
}

function contentOf(entry: Triple['remote'] | Triple['local']): string {
  return entry?.kind === 'file' ? entry.hash : ''
}

function spelledHere(path: PathKey, { local }: Triple, spell: (path: PathKey) => string): string {
  return joinPath(spell(parentOf(path)), local?.name ?? nameOf(path))
}
