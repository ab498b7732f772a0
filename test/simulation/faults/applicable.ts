import { faultKinds, fits, type RequestName } from '../cloud/connection/misbehaviour.ts'
import { canFail } from './disk-sites.ts'
import {
  type CloudKind,
  clockKinds,
  cloudKinds,
  diskKinds,
  leaseKinds,
  type RefusalReason,
  refusals,
  storeKinds,
  watchKinds,
} from './kinds.ts'

const reasons = refusals.map(({ reason }) => reason)

/** What one path can be refused with, by call; see `Cloud` in the ports. */
const refusable: Readonly<Record<string, readonly RefusalReason[]>> = {
  download: ['missing', 'conflict', 'unsupported', 'no-permission', 'interrupted', 'name-refused'],
  downloadFolder: [
    'missing',
    'conflict',
    'unsupported',
    'no-permission',
    'interrupted',
    'too-large',
    'too-many-files',
  ],
  upload: reasons,
  createFolders: reasons.filter(
    (reason) => !['changed-while-read', 'unreadable', 'too-large'].includes(reason),
  ),
  deleteFiles: ['conflict', 'interrupted', 'no-permission', 'name-refused', 'unsupported', 'too-many-files'],
  deleteEmptyFolder: [
    'conflict',
    'interrupted',
    'no-permission',
    'name-refused',
    'unsupported',
    'too-many-files',
  ],
  copyFiles: reasons.filter((reason) => !['changed-while-read', 'unreadable', 'too-large'].includes(reason)),
  move: reasons.filter((reason) => !['changed-while-read', 'unreadable'].includes(reason)),
}

function canStop(method: string, kind: CloudKind): boolean {
  if (kind === 'cursor-reset') return method === 'changes from a cursor' || method === 'waitForChange'
  return true
}

/** The kinds of fault that can be met at a site. */
export function kindsAt(site: string): readonly string[] {
  const space = site.indexOf(' ')
  const [port, rest] = [site.slice(0, space), site.slice(space + 1)]
  switch (port) {
    case 'files':
      return diskKinds.filter((kind) => canFail(rest, kind))
    case 'cloud': {
      const [method = ''] = rest.split(/[ ,]/)
      return [...cloudKinds.filter((kind) => canStop(rest, kind)), ...(refusable[method] ?? [])]
    }
    case 'wire':
      return faultKinds.filter((kind) => fits(kind, rest as RequestName))
    case 'store':
      return storeKinds
    case 'watch':
      return rest === 'hint' ? watchKinds.filter((kind) => kind !== 'ENOSPC') : ['ENOSPC']
    case 'clock':
      return clockKinds
    case 'lease':
      return leaseKinds
    default:
      return []
  }
}
