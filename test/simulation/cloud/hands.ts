import { contentHashOf } from '../../../runtime/core/content-hash.ts'
import type { RemoteEntry, RemoteFile, RemoteFolder } from '../../../runtime/core/tree.ts'
import type { ItemResult } from '../../../runtime/ports/cloud.ts'
import { type Account, announce } from './account/account.ts'
import { copyFrom } from './account/copy.ts'
import { relocate } from './account/move.ts'
import { contentOf, lookUp, makeFolder, remove, restore } from './account/operations.ts'
import { commit } from './account/write.ts'

/** What other people do in the same Dropbox, on their own machines: at once and without fail, but for what Dropbox refuses. */
export interface Hands {
  /** Writes a file, over whatever file is there. `modified` in ms since 1970. */
  write(path: string, content: string | Uint8Array, modified?: number): ItemResult<RemoteFile>
  /** Changes a file that is there, from the content that it has. */
  edit(path: string, change: (content: Uint8Array) => string | Uint8Array): ItemResult<RemoteFile>
  /** Makes a folder and those above it. */
  folder(path: string): ItemResult<RemoteFolder>
  /** Deletes a file, or a folder with all below it. */
  delete(path: string): ItemResult<null>
  move(from: string, to: string): ItemResult<RemoteEntry>
  /** Copies a file, or a folder with all below it. */
  copy(from: string, to: string): ItemResult<RemoteEntry>
  /** Makes an old revision of a path the newest. */
  restore(path: string, rev: string): ItemResult<RemoteFile>
  /** The content of a file now. */
  read(path: string): Uint8Array | undefined
}

export function createHands(account: Account, acted: (changes: number) => void): Hands {
  const act = <Value>(work: () => Value): Value => {
    const before = account.state.log.length
    const value = work()
    const changes = account.state.log.length - before
    acted(changes)
    if (changes > 0) announce(account)
    return value
  }
  const read = (path: string): Uint8Array | undefined => {
    const entry = lookUp(account, path)
    return entry?.kind === 'file' ? contentOf(account, entry.rev) : undefined
  }
  const write: Hands['write'] = (path, content, modified = account.now()) => {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content.slice()
    return act(() =>
      commit(account, { path, content: { hash: contentHashOf(bytes), bytes }, modified, mode: 'overwrite' }),
    )
  }
  return {
    write,
    read,
    edit(path, change) {
      const content = read(path)
      return content === undefined
        ? { ok: false, refusal: { reason: 'missing' } }
        : write(path, change(content.slice()))
    },
    folder: (path) => act(() => makeFolder(account, path)),
    delete: (path) => act(() => remove(account, path)),
    move: (from, to) => act(() => relocate(account, from, to)),
    copy: (from, to) => act(() => copyFrom(account, from, to)),
    restore: (path, rev) => act(() => restore(account, path, rev)),
  }
}
