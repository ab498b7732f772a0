import test from 'ava'
import { checkFileSystems, mountOf, mountsIn } from '../../../../runtime/agent/doctor/file-systems.ts'
import { sound, verdicts } from './findings.ts'

const mountinfo = [
  '22 1 0:20 / / rw,relatime shared:1 - overlay overlay rw,lowerdir=/l',
  '23 22 8:1 / /home rw - ext4 /dev/sda1 rw',
  '24 23 0:30 / /home/a\\040b rw - nfs4 server:/x rw',
  '25 23 0:31 / /home/mem rw - tmpfs tmpfs rw',
  '26 23 0:32 / /home/ro ro - ext4 /dev/sdb rw',
  '27 23 0:33 / /home/host rw - virtiofs host rw',
  '28 23 0:34 / /home/fuse rw - fuse.sshfs x rw',
  '29 23 0:35 / /home/odd rw - oddfs x rw',
  '',
].join('\n')

test('the mount of a path is the nearest above it', (t) => {
  const mounts = mountsIn(mountinfo)
  t.is(mountOf('/home/a b/c', mounts)?.type, 'nfs4')
  t.is(mountOf('/homes', mounts)?.type, 'overlay')
  t.is(mountOf('/home', mounts)?.type, 'ext4')
  t.is(mountOf('/', []), undefined)
})

test('the kind of file system of each root is told with what it means', async (t) => {
  const roots = [
    '/x',
    '/home/u',
    '/home/a b',
    '/home/mem',
    '/home/ro',
    '/home/host',
    '/home/fuse',
    '/home/odd',
  ]
  const found = await checkFileSystems(roots, async () => mountinfo)
  t.is(verdicts(found), 'ok ok warning warning wrong warning warning ok')
  t.deepEqual(
    found.map(({ data }) => data['type']),
    ['overlay', 'ext4', 'nfs4', 'tmpfs', 'ext4', 'virtiofs', 'fuse.sshfs', 'oddfs'],
  )
  sound(t, found)
  const untold = await checkFileSystems(roots, async () => {
    throw new Error('not here')
  })
  t.is(verdicts(untold), 'ok')
})
