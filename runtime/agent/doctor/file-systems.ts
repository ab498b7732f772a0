import { type Finding, reasonOf, trouble, well } from './finding.ts'

/** One line of /proc/self/mountinfo (proc_pid_mountinfo(5)), as far as it matters here. */
export interface Mount {
  /** Absolute. */
  readonly point: string
  /** `ext4`, `overlay`, `fuse.sshfs`... */
  readonly type: string
  readonly readOnly: boolean
}

/** The mounts in the text of mountinfo, in its order: of two at one point the later one is on top. */
export function mountsIn(text: string): Mount[] {
  return text.split('\n').flatMap((line) => {
    const [before = '', after = ''] = line.split(' - ')
    const [, , , , point, options] = before.split(' ')
    const [type, , superOptions = ''] = after.split(' ')
    if (point === undefined || options === undefined || type === undefined || type === '') return []
    const readOnly = [options, superOptions].some((list) => list.split(',').includes('ro'))
    return [
      {
        point: point.replace(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8))),
        type,
        readOnly,
      },
    ]
  })
}

/** The mount that holds a path; undefined when none is told. */
export function mountOf(path: string, mounts: readonly Mount[]): Mount | undefined {
  let nearest: Mount | undefined
  for (const mount of mounts) {
    const holds = mount.point === '/' || path === mount.point || path.startsWith(`${mount.point}/`)
    if (holds && mount.point.length >= (nearest?.point.length ?? 0)) nearest = mount
  }
  return nearest
}

type Meaning = readonly ['ok' | 'warning', string, string | undefined]

const scans =
  'What others write there is found by scanning, some minutes late; "dropbox rescan" looks at once.'
const shared: Meaning = ['warning', 'other machines may write to it unseen', scans]

/** What the kind of a file system means for syncing. */
const meanings: readonly (readonly [RegExp, Meaning])[] = [
  [
    /^(ext[234]|xfs|btrfs|zfs|f2fs|bcachefs|jfs|reiserfs|ext4dev)$/,
    ['ok', 'a disk of this computer', undefined],
  ],
  [
    /^(overlay|aufs|overlayfs)$/,
    ['ok', "a container's own layer, which goes when the container is made anew", undefined],
  ],
  [
    /^(tmpfs|ramfs)$/,
    ['warning', 'in memory: everything in it is gone when the computer stops', 'Keep the folder on a disk.'],
  ],
  [/^(nfs4?|cifs|smb3?|smbfs|afs|ceph|glusterfs|lustre)$/, shared],
  [
    /^(9p|virtiofs|vboxsf|prl_fs|vmhgfs|hgfs|fuse\.grpcfuse|fakeowner)$/,
    ['warning', 'a folder shared with the host of this machine', scans],
  ],
  [/^fuse/, shared],
  [
    /^(vfat|msdos|exfat|ntfs3?|fuseblk)$/,
    [
      'warning',
      'without permissions and hard links',
      'Replacing a file is a little less safe there: a disk with a Linux file system is better.',
    ],
  ],
]

/** What kind of file system holds each root, and what that means. */
export async function checkFileSystems(
  roots: readonly string[],
  readMounts: () => Promise<string>,
): Promise<Finding[]> {
  let mounts: readonly Mount[]
  try {
    mounts = mountsIn(await readMounts())
  } catch (error) {
    return [well('file-system', `The kinds of file systems are not told: ${reasonOf(error)}.`)]
  }
  return roots.map((root) => {
    const mount = mountOf(root, mounts)
    if (mount === undefined)
      return well('file-system', `The kind of file system of ${root} is not told.`, { root })
    const { type, point, readOnly } = mount
    const data = { root, type, mount: point, readOnly }
    if (readOnly)
      return trouble(
        'file-system',
        'wrong',
        `${root} is on ${type}, which is read-only.`,
        'Mount it for writing: nothing can be downloaded.',
        data,
      )
    const [verdict, means, advice] =
      meanings.find(([kind]) => kind.test(type))?.[1] ??
      (['ok', 'of a kind that is not known here', undefined] as const)
    const found = `${root} is on ${type}, ${means}.`
    return verdict === 'ok'
      ? well('file-system', found, data)
      : trouble('file-system', verdict, found, advice, data)
  })
}
