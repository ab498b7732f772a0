import type { Chance } from '../simulation/world/chance.ts'
import type { ChaosDropbox } from './dropbox.ts'
import type { Ledger } from './ledger.ts'
import type { Paths } from './paths.ts'
import type { Deletions } from './person.ts'

/** Somebody who edits in Dropbox itself, through the API. */
export interface RemotePerson {
  /** Does something by chance, if it can be done there now. */
  act(): Promise<void>
}

export function createRemotePerson(parts: {
  readonly dropbox: ChaosDropbox
  readonly chance: Chance
  readonly paths: Paths
  readonly ledger: Ledger
  readonly deletions: Deletions
}): RemotePerson {
  const { dropbox, chance, paths, ledger, deletions } = parts

  /** Overwrites only what it has seen. */
  const write = async (path: string): Promise<void> => {
    const seen = await dropbox.call('get_metadata', { path })
    if (seen?.['.tag'] === 'folder') return
    const content = ledger.anew()
    const mode = seen === undefined ? 'add' : { '.tag': 'update', update: seen['rev'] }
    const done = await dropbox.upload({ path, mode, strict_conflict: true }, content)
    if (done === undefined) return
    ledger.wrote(content, `Dropbox in ${path}`)
    if (seen !== undefined) ledger.replacedHash(String(seen['content_hash']))
  }

  const remove = async (path: string): Promise<void> => {
    const seen = await dropbox.call('get_metadata', { path })
    if (seen?.['.tag'] !== 'file') return
    if ((await dropbox.call('delete_v2', { path, parent_rev: seen['rev'] })) !== undefined)
      ledger.replacedHash(String(seen['content_hash']))
  }

  return {
    async act() {
      const path = `/${paths.file()}`
      const roll = chance.below(100)
      if (roll < 75) await write(path)
      else if (roll < 87) await dropbox.call('move_v2', { from_path: path, to_path: `/${paths.file()}` })
      else if (roll < 92)
        await dropbox.call('move_v2', {
          from_path: `/${paths.folder()}`,
          to_path: `/${paths.folder()}`,
        })
      else if (roll < 96) await dropbox.call('create_folder_v2', { path: `/${paths.folder()}` })
      else if (deletions === 'rare') await remove(path)
    },
  }
}
