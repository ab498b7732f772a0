import { joinPath, keyOf, nameOf, type PathKey, parentOf } from '../path.ts'
import type { TreeView, Triple } from '../tree.ts'
import type { Move } from './moves.ts'
import type { Operation } from './operation.ts'
import type { Verdict } from './verdict.ts'

/** The step that makes the other side follow a move. */
export function moveOperation(
  { side, from, to, name }: Move,
  view: TreeView,
  spell: (path: PathKey) => string,
): Operation {
  const { remote, local } = view.get(to)
  if (side === 'remote') {
    const toDisplay = joinPath(spell(parentOf(to)), name ?? local?.name.normalize('NFC') ?? nameOf(to))
    return { kind: 'move-remote', from, to, fromDisplay: spell(from), toDisplay }
  }
  const moved = view.get(from).local
  if (moved === undefined) throw new Error(`a move on the box starts at ${from}, where nothing is`)
  return { kind: 'move-local', from, to, name: remote?.name ?? nameOf(to), local: moved, reason: 'moved' }
}

/**
 * The step that a verdict on a path calls for, if it calls for one now. `copyOf` gives another name for it, of a conflict copy or of what is set apart, which is taken from then on.
 */
export function operationFor(
  path: PathKey,
  { remote, local }: Triple,
  verdict: Verdict,
  spell: (path: PathKey) => string,
  copyOf: (name: string, reason: 'conflict' | 'set-apart') => string,
): Operation | undefined {
  switch (verdict.kind) {
    case 'settle':
      return { kind: 'settle', path }
    case 'forget':
      return { kind: 'forget', path }
    case 'adopt':
      return { kind: 'adopt', path, display: spell(path) }
    case 'send': {
      if (local === undefined) return undefined
      if (local.kind === 'folder') return { kind: 'create-remote-folder', path, display: spell(path) }
      const over = remote?.kind === 'file' ? remote.rev : undefined
      return { kind: 'upload', path, display: spell(path), local, over }
    }
    case 'fetch': {
      if (remote === undefined) return undefined
      if (remote.kind === 'folder') return { kind: 'create-local-folder', path, name: remote.name }
      const over = local?.kind === 'file' ? local : undefined
      return { kind: 'download', path, display: spell(path), remote, over }
    }
    case 'recase-local': {
      if (local === undefined || remote === undefined) return undefined
      return { kind: 'move-local', from: path, to: path, name: remote.name, local, reason: 'recased' }
    }
    case 'recase-remote': {
      if (local === undefined) return undefined
      const toDisplay = joinPath(spell(parentOf(path)), local.name.normalize('NFC'))
      return { kind: 'move-remote', from: path, to: path, fromDisplay: spell(path), toDisplay }
    }
    case 'conflict': {
      if (local === undefined) return undefined
      const name = copyOf(local.name, 'conflict')
      const to = joinPath(parentOf(path), keyOf(name))
      return { kind: 'move-local', from: path, to, name, local, reason: 'conflict' }
    }
    case 'set-apart': {
      if (local === undefined) return undefined
      const name = copyOf(local.name, 'set-apart')
      const to = joinPath(parentOf(path), keyOf(name))
      return { kind: 'move-local', from: path, to, name, local, reason: 'set-apart' }
    }
    case 'delete-local':
    case 'drop-local': {
      if (local === undefined) return undefined
      return {
        kind: 'delete-local',
        path,
        local,
        reason: verdict.kind === 'drop-local' ? 'excluded' : 'deleted',
      }
    }
    case 'delete-remote':
      return remote && { kind: 'delete-remote', path, display: spell(path), remote }
    case 'wait':
    case 'ignore':
    case 'hold':
      return undefined
    default:
      return verdict satisfies never
  }
}
