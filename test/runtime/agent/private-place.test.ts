import test from 'ava'
import { findExposure, isSharedGroup, type PlaceProbe } from '../../../runtime/agent/private-place.ts'

const me = 1000

function probe(
  folders: Record<string, readonly [mode: number, uid: number, gid?: number]>,
  kind = 0xef53,
): PlaceProbe {
  return {
    user: me,
    async nearest(path) {
      const above = Object.keys(folders).filter((folder) => path.startsWith(folder))
      return above.toSorted((one, other) => other.length - one.length)[0] ?? '/'
    },
    async stat(folder) {
      const [mode, uid, gid = me] = folders[folder] ?? [0o700, me]
      return { mode: 0o40000 | mode, uid, gid }
    },
    kind: async () => kind,
    isShared: async (group) => group !== me,
  }
}

const usual = { '/': [0o755, 0], '/home': [0o755, 0], '/home/ann': [0o750, me] } as const
const file = '/home/ann/.parts/var/dropbox/credentials.json'

for (const [what, folders, expected] of [
  ['of a home of its own', usual, undefined],
  ['below /tmp', { ...usual, '/home': [0o1777, 0] }, undefined],
  ['in a home that its own group can write to', { ...usual, '/home/ann': [0o775, me] }, undefined],
  [
    'in a home that a group can write to',
    { ...usual, '/home/ann': [0o775, me, 50] },
    { why: 'writable', folder: '/home/ann', mode: 0o775 },
  ],
  [
    'in a home for everybody',
    { ...usual, '/home/ann': [0o777, me] },
    { why: 'writable', folder: '/home/ann', mode: 0o777 },
  ],
  [
    "in another user's home",
    { ...usual, '/home/ann': [0o755, 7] },
    { why: 'foreign', folder: '/home/ann', owner: 7 },
  ],
  [
    'below a folder for everybody',
    { ...usual, '/home': [0o777, 0] },
    { why: 'writable', folder: '/home', mode: 0o777 },
  ],
  [
    'in a state folder for everybody',
    { ...usual, '/home/ann/.parts': [0o757, me] },
    { why: 'writable', folder: '/home/ann/.parts', mode: 0o757 },
  ],
] as const)
  test(`a file ${what} is exposed as it is: ${expected?.why}`, async (t) => {
    t.deepEqual(await findExposure(file, probe(folders)), expected)
  })

test('a disk of many machines is told, after what is worse', async (t) => {
  t.deepEqual(await findExposure(file, probe(usual, 0x6969)), { why: 'network', folder: '/home/ann' })
  t.like(await findExposure(file, probe({ ...usual, '/home/ann': [0o777, me] }, 0x6969)), { why: 'writable' })
})

test('a group is shared when somebody else is in it, or nobody knows who', (t) => {
  const groups = 'ann:x:1000:\nlab:x:50:ann,bob\nalone:x:51:ann,root\n'
  const accounts = 'root:x:0:0::/root:/bin/sh\nann:x:1000:1000::/home/ann:/bin/sh\neve:x:7:52::/:/bin/sh\n'
  const shared = (group: number) => isSharedGroup(group, 'ann', groups, accounts)
  t.deepEqual([1000, 50, 51, 52, 53].map(shared), [false, true, false, true, true])
})
