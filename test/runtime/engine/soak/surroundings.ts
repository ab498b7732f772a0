import type { ConfigChanges } from '../../../../emulator/server.ts'
import type { Chance } from '../../../simulation/world/chance.ts'

/** What kind of Dropbox this is. */
export function surroundings(chance: Chance): ConfigChanges {
  const usual = chance.happens(0.3)
  if (usual) return {}
  return {
    pages: { forced: chance.pick([null, null, 1, 2]), empty: chance.happens(0.2) },
    listing: { order: chance.pick(['path', 'shuffled']) },
    log: {
      folderDeletion: chance.pick(['folder', 'folder_then_children', 'children_then_folder']),
      recreation: chance.pick(['coalesced', 'delete_and_add']),
      shuffled: chance.happens(0.5),
    },
    batches: { mode: chance.pick(['auto', 'sync', 'async']) },
    names: {
      caseOnlyMove: chance.pick(['allow', 'silent', 'refuse']),
      pathDisplay: chance.pick(['exact', 'requested']),
      reuploadKeepsId: chance.happens(0.5),
    },
  }
}

/** What goes wrong from now on. */
export function misfortune(chance: Chance): NonNullable<ConfigChanges['faults']> {
  if (chance.happens(0.4)) return []
  const kind = chance.pick([
    '500',
    'reset',
    'lost',
    'truncate',
    'bad_json',
    'cursor_reset',
    'wrong_bytes',
    '429',
  ] as const)
  // A listing of many pages never ends when each of them may start it anew.
  if (kind === 'cursor_reset') return [{ route: 'files/list_folder/continue', kind, count: 1 }]
  const route = chance.pick([
    '*',
    'files/upload',
    'files/download',
    'files/upload_session/*',
    'files/move_v2',
    'files/delete*',
    'files/list_folder*',
  ])
  return [{ route, kind, probability: 0.15, retryAfter: 0 }]
}
