import { nameOf, parentOf } from '../../../../../runtime/core/path.ts'
import type { Operation } from '../../../../../runtime/core/plan/operation.ts'
import type { Trees } from './trees.ts'

/** What an operation was planned for is not there: the engine would leave it to the next plan. */
export class CannotCarryOut extends Error {
  override readonly name = 'CannotCarryOut'

  constructor(operation: Operation) {
    super(`cannot carry out ${JSON.stringify(operation)}`)
  }
}

/** Carries out an operation but `adopt` exactly as it says. Throws CannotCarryOut. */
export function apply(trees: Trees, operation: Exclude<Operation, { kind: 'adopt' }>): void {
  const { remote, local, synced, next, below, removeRemote, removeLocal, rebaseIn } = trees
  const { putRemoteFile, putLocalFile, putLocalFolder, settlePath } = trees
  const demand = (condition: boolean): void => {
    if (!condition) throw new CannotCarryOut(operation)
  }
  switch (operation.kind) {
    case 'settle':
      settlePath(operation.path)
      return
    case 'forget':
      synced.delete(operation.path)
      return
    case 'upload': {
      const { path, over } = operation
      const there = remote.get(path)
      demand(isFolder(remote, parentOf(path)))
      demand(over === undefined ? there === undefined : there?.kind === 'file' && there.rev === over)
      putRemoteFile(path, nameOf(operation.display), operation.local.hash, there?.id ?? `id${next()}`)
      settlePath(path)
      return
    }
    case 'create-remote-folder':
      demand(!remote.has(operation.path) && isFolder(remote, parentOf(operation.path)))
      remote.set(operation.path, { kind: 'folder', name: nameOf(operation.display), id: `id${next()}` })
      settlePath(operation.path)
      return
    case 'move-remote': {
      const { from, to } = operation
      demand(remote.has(from) && (from === to || !remote.has(to)) && isFolder(remote, parentOf(to)))
      rebaseIn(remote, from, to, nameOf(operation.toDisplay))
      rebaseIn(synced, from, to, nameOf(operation.toDisplay))
      return
    }
    case 'delete-remote':
      demand(below(remote, operation.path).length === 1)
      removeRemote(operation.path)
      synced.delete(operation.path)
      return
    case 'download': {
      const { path, over } = operation
      demand(isFolder(local, parentOf(path)) && local.get(path)?.inode === over?.inode)
      if (over !== undefined) removeLocal(path, true)
      putLocalFile(path, operation.remote.name, operation.remote.hash)
      settlePath(path)
      return
    }
    case 'create-local-folder': {
      const { path, name } = operation
      demand(!local.has(path) && isFolder(local, parentOf(path)))
      putLocalFolder(path, name)
      settlePath(path)
      return
    }
    case 'move-local': {
      const { from, to, name, reason } = operation
      demand(local.has(from) && (from === to || !local.has(to)) && isFolder(local, parentOf(to)))
      rebaseIn(local, from, to, name)
      if (reason === 'conflict') for (const key of below(synced, from)) synced.delete(key)
      else rebaseIn(synced, from, to, name.normalize('NFC'))
      return
    }
    case 'delete-local':
      demand(below(local, operation.path).length === 1)
      removeLocal(operation.path, true)
      synced.delete(operation.path)
      return
    default:
      operation satisfies never
  }
}

function isFolder(tree: ReadonlyMap<string, { kind: string }>, path: string): boolean {
  return path === '' || tree.get(path)?.kind === 'folder'
}
