import fc from 'fast-check'
import type { World } from './world.ts'

/** Something that somebody does on one side. Names meet by case and normal form. */
export type Edit =
  | { readonly do: 'write' | 'folder' | 'delete'; readonly at: string; readonly content: string }
  | { readonly do: 'move'; readonly at: string; readonly to: string }

const names = ['a', 'b', 'c', 'A', 'é']
const contents = ['1', '2', '3', '4']
const mostComponents = 3
const pathsAmong = mostComponents * names.length ** mostComponents
/** Of ten edits so many are of each kind. */
const kinds = [
  ...Array(4).fill('write'),
  'folder',
  ...Array(2).fill('delete'),
  ...Array(3).fill('move'),
] as Edit['do'][]

/** A number below `pathsAmong` as a path: as often of one component as of two or three. */
function pathOf(number: number): string {
  let path = ''
  let rest = Math.floor(number / mostComponents)
  for (let left = (number % mostComponents) + 1; left > 0; left--) {
    path += `/${names[rest % names.length]}`
    rest = Math.floor(rest / names.length)
  }
  return path
}

function editOf(number: number): Edit {
  const kind = kinds[number % kinds.length] ?? 'write'
  const places = Math.floor(number / kinds.length)
  const at = pathOf(places % pathsAmong)
  const other = Math.floor(places / pathsAmong)
  if (kind === 'move') return { do: kind, at, to: pathOf(other % pathsAmong) }
  return { do: kind, at, content: contents[other % contents.length] ?? '' }
}

/** One number for each edit: to draw every part of it by itself took longer than to plan. */
const edits = kinds.length * pathsAmong * pathsAmong
const edit = fc.noBias(fc.integer({ min: 0, max: edits - 1 }))

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
export const history = fc.array(edit, { maxLength: 8 }).map((numbers) => numbers.map(editOf))
