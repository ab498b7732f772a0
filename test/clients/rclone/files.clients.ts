import { rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { openDropboxHosts } from '../dropbox-hosts.ts'
import { digestsOf, readDigests, SAMPLE, writeTree } from '../tree.ts'
import { rcloneBox, rclones } from './rclone.ts'

for (const { version, path } of rclones) {
  // One after the other: each has processes of its own, and more at once than cores only makes each slower.
  const told = (sentence: string) => `rclone ${version} ${sentence}`

  test.serial(told('copies a tree up and down, byte for byte, and finds every hash right'), async (t) => {
    const hosts = await openDropboxHosts(t)
    const { must } = rcloneBox(hosts, path, hosts.emulator.issueToken())
    const [from, to] = [join(hosts.folder, 'from'), join(hosts.folder, 'to')]
    await writeTree(from, SAMPLE)
    await must('copy', '--create-empty-src-dirs', from, 'dropbox:tree')
    await must('check', from, 'dropbox:tree')
    await must('check', '--download', from, 'dropbox:tree')
    await must('copy', '--create-empty-src-dirs', 'dropbox:tree', to)
    t.deepEqual(await readDigests(to), digestsOf(SAMPLE))
    t.deepEqual(hosts.proxy.tunnels().refused, {})
    const { opened } = hosts.proxy.tunnels()
    t.deepEqual(Object.keys(opened).sort(), ['api.dropboxapi.com', 'content.dropboxapi.com'])
  })

  test.serial(told('keeps the times of files to the second'), async (t) => {
    const hosts = await openDropboxHosts(t)
    const { must } = rcloneBox(hosts, path, hosts.emulator.issueToken())
    const moment = new Date('2001-02-03T04:05:06.289Z')
    await writeFile(join(hosts.folder, 'a'), 'x')
    await utimes(join(hosts.folder, 'a'), moment, moment)
    await must('copyto', join(hosts.folder, 'a'), 'dropbox:a')
    await must('copyto', 'dropbox:a', join(hosts.folder, 'b'))
    t.is((await stat(join(hosts.folder, 'b'))).mtime.toISOString(), '2001-02-03T04:05:06.000Z')
  })

  test.serial(told('sends nothing again that is there already'), async (t) => {
    const hosts = await openDropboxHosts(t)
    const { must } = rcloneBox(hosts, path, hosts.emulator.issueToken())
    const from = join(hosts.folder, 'from')
    await writeTree(from, SAMPLE)
    await must('sync', from, 'dropbox:tree')
    const before = hosts.emulator.stats()
    await must('sync', '--checksum', from, 'dropbox:tree')
    t.is(hosts.emulator.stats().contentBytesUp, before.contentBytesUp)
    t.is(hosts.emulator.stats().contentBytesDown, before.contentBytesDown)
  })

  test.serial(told('syncs changes, deletions and renames in both directions'), async (t) => {
    const hosts = await openDropboxHosts(t)
    const { must } = rcloneBox(hosts, path, hosts.emulator.issueToken())
    const [here, there] = [join(hosts.folder, 'here'), join(hosts.folder, 'there')]
    await writeTree(here, SAMPLE)
    await must('sync', here, 'dropbox:tree')
    await rm(join(here, 'many'), { recursive: true })
    await writeTree(here, { one: Buffer.from('one, changed'), 'new/file': Buffer.from('new') })
    await must('sync', '--checksum', here, 'dropbox:tree')
    await must('check', here, 'dropbox:tree')
    await writeTree(there, { 'stale/file': Buffer.from('not in Dropbox') })
    await must('sync', 'dropbox:tree', there)
    const { 'nothing in here/': _, ...expected } = await readDigests(here)
    const { 'stale/': __, ...found } = await readDigests(there)
    t.deepEqual(found, expected)
    const before = hosts.emulator.stats().contentBytesUp
    await must('moveto', 'dropbox:tree/one', 'dropbox:tree/two')
    await must('sync', '--track-renames', 'dropbox:tree', there)
    t.is(hosts.emulator.stats().contentBytesUp, before)
    t.true('two' in (await readDigests(there)))
  })

  test.serial(told('moves and copies within Dropbox without moving a byte'), async (t) => {
    const hosts = await openDropboxHosts(t)
    const { must } = rcloneBox(hosts, path, hosts.emulator.issueToken())
    const from = join(hosts.folder, 'from')
    await writeTree(from, SAMPLE)
    await must('copy', from, 'dropbox:a')
    const before = hosts.emulator.stats()
    await must('moveto', 'dropbox:a', 'dropbox:b')
    await must('copyto', 'dropbox:b/one', 'dropbox:b/copy of one')
    await must('copy', 'dropbox:b', 'dropbox:c')
    await must('moveto', 'dropbox:b/one', 'dropbox:d/e/moved')
    const after = hosts.emulator.stats()
    t.is(after.contentBytesUp, before.contentBytesUp)
    t.is(after.contentBytesDown, before.contentBytesDown)
    t.is(await must('lsf', 'dropbox:'), 'b/\nc/\nd/\n')
    t.is(await must('cat', 'dropbox:d/e/moved'), '1')
    t.is(await must('cat', 'dropbox:b/copy of one'), '1')
    await must('check', '--one-way', from, 'dropbox:c')
  })

  test.serial(told('moves a file to another case'), async (t) => {
    const hosts = await openDropboxHosts(t)
    const { must } = rcloneBox(hosts, path, hosts.emulator.issueToken())
    await writeTree(join(hosts.folder, 'from'), { 'Folder/File.TXT': Buffer.from('x') })
    await must('copy', join(hosts.folder, 'from'), 'dropbox:')
    await must('moveto', 'dropbox:Folder/File.TXT', 'dropbox:Folder/file.txt')
    t.is(await must('lsf', '-R', '--files-only', 'dropbox:'), 'Folder/file.txt\n')
    t.is(await must('cat', 'dropbox:Folder/file.txt'), 'x')
  })

  test.serial(told('makes, removes and purges folders'), async (t) => {
    const hosts = await openDropboxHosts(t)
    const { must, run } = rcloneBox(hosts, path, hosts.emulator.issueToken())
    await must('mkdir', 'dropbox:a/b/c')
    await must('mkdir', 'dropbox:a/b/c')
    await must('rmdir', 'dropbox:a/b/c')
    await writeTree(join(hosts.folder, 'from'), SAMPLE)
    await must('copy', join(hosts.folder, 'from'), 'dropbox:a')
    const refused = await run('rmdir', 'dropbox:a')
    t.not(refused.code, 0)
    t.regex(refused.stderr, /not empty/)
    await must('deletefile', 'dropbox:a/one')
    t.false((await must('lsf', 'dropbox:a')).includes('one\n'))
    await must('delete', 'dropbox:a/many')
    await must('rmdirs', '--leave-root', 'dropbox:a')
    t.false((await must('lsf', 'dropbox:a')).includes('many/'))
    await must('purge', 'dropbox:a')
    t.is(await must('lsf', 'dropbox:'), '')
    t.regex((await run('lsf', 'dropbox:a')).stderr, /directory not found/)
    t.not((await run('purge', 'dropbox:a')).code, 0)
  })
}
