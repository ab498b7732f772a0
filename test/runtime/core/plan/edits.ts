import fc from 'fast-check'
import type { World } from './world.ts'

/** Something that somebody does on one side. Names meet by case and normal form. */
export type Edit =
  | { readonly do: 'write' | 'folder' | 'delete'; readonly at: string; readonly content: string }
  | { readonly do: 'move'; readonly at: string; readonly to: string }

const names = ['a', 'b', 'c', 'A', 'é']
const path = fc
  .array(fc.constantFrom(...names), { minLength: 1, maxLength: 3 })
  .map((parts) => `/${parts.join('/')}`)
const content = fc.constantFrom('1', '2', '3', '4')
const edit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('write' as const), at: path, content }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('folder' as const), at: path, content }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('delete' as const), at: path, content }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('move' as const), at: path, to: path }) },
)

/** Does it, where it can be done; `tag` tells who wrote a content. */
export function perform(world: World, side: 'local' | 'remote', change: Edit, tag: string): void {
  const tree: ReadonlyMap<string, { kind: string }> = side === 'local' ? world.local : world.remote
  const at = change.at.toLowerCase()
  const blocked = (target: string): boolean =>
    target
      .split('/')
      .slice(1, -1)
      .some((_, index, parts) => tree.get(`/${parts.slice(0, index + 1).join('/')}`)?.kind === 'file')
  switch (change.do) {
    case 'write':
      if (blocked(at)) return
      if (side === 'local') world.writeLocal(change.at, change.content + tag)
      else world.writeRemote(change.at, change.content + tag)
      return
    case 'folder':
      if (blocked(at) || tree.has(at)) return
      if (side === 'local') world.folderLocal(change.at)
      else world.folderRemote(change.at)
      return
    case 'delete':
      if (side === 'local') world.deleteLocal(change.at)
      else world.deleteRemote(change.at)
      return
    case 'move': {
      const to = change.to.toLowerCase()
      const parent = to.slice(0, to.lastIndexOf('/'))
      if (!tree.has(at) || (tree.has(to) && to !== at) || to.startsWith(`${at}/`)) return
      if (parent !== '' && tree.get(parent)?.kind !== 'folder') return
      if (side === 'local') world.moveLocal(change.at, change.to)
      else world.moveRemote(change.at, change.to)
      return
    }
    default:
      change satisfies never
  }
}

/** Some edits in a row. */
export const history = fc.array(edit, { maxLength: 8 })
