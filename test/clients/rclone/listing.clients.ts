import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import test from 'ava'
import { openDropboxHosts } from '../dropbox-hosts.ts'
import { numberedFiles, writeTree } from '../tree.ts'
import { rcloneBox, rclones } from './rclone.ts'

const MIB = 1024 * 1024

for (const { version, path } of rclones) {
  // One after the other: each has processes of its own, and more at once than cores only makes each slower.
  const told = (sentence: string) => `rclone ${version} ${sentence}`

  test.serial(told('lists with ids, sizes, times and hashes'), async (t) => {
    const hosts = await openDropboxHosts(t)
    const { must } = rcloneBox(hosts, path, hosts.emulator.issueToken())
    await writeTree(join(hosts.folder, 'from'), { 'dir/Hello': Buffer.from('Hello Dropbox!') })
    await must('copy', join(hosts.folder, 'from'), 'dropbox:')
    const [dir, file] = JSON.parse(await must('lsjson', '-R', '--hash', 'dropbox:'))
    t.like(dir, { Path: 'dir', IsDir: true, Size: -1 })
    t.like(file, { Path: 'dir/Hello', Name: 'Hello', IsDir: false, Size: 14 })
    t.regex(file.ID, /^id:[\w-]{22}$/)
    t.is(file.Hashes.dropbox, '16dff8700700b9aa627e24bbf832940c084b41ade5c5d6fe5417963a547ed9c2')
    t.regex(await must('size', 'dropbox:'), /Total size: 14 B/)
    const hash = await must('hashsum', 'dropbox', '--download', 'dropbox:dir/Hello')
    t.regex(hash, /^16dff870/)
  })

  test.serial(told('reads on over many pages, some of them empty'), async (t) => {
    const hosts = await openDropboxHosts(t)
    const { must } = rcloneBox(hosts, path, hosts.emulator.issueToken())
    await writeTree(join(hosts.folder, 'from'), numberedFiles(120))
    await must('copy', '--transfers', '8', join(hosts.folder, 'from'), 'dropbox:many')
    hosts.emulator.configure({ pages: { forced: 3, empty: true }, listing: { order: 'shuffled' } })
    const listed = (await must('lsf', '-R', '--files-only', 'dropbox:many')).trim().split('\n')
    t.deepEqual(listed.sort(), Object.keys(numberedFiles(120)).sort())
  })

  test.serial(told('reads a part of a file'), async (t) => {
    const hosts = await openDropboxHosts(t)
    const { must } = rcloneBox(hosts, path, hosts.emulator.issueToken())
    await writeFile(join(hosts.folder, 'digits'), '0123456789'.repeat(1000))
    await must('copyto', join(hosts.folder, 'digits'), 'dropbox:digits')
    const before = hosts.emulator.stats().contentBytesDown
    t.is(await must('cat', '--offset', '9993', '--count', '4', 'dropbox:digits'), '3456')
    t.is(await must('cat', '--tail', '3', 'dropbox:digits'), '789')
    t.true(hosts.emulator.stats().contentBytesDown - before < 100)
  })

  test.serial(told('tells the space that is used and left'), async (t) => {
    const hosts = await openDropboxHosts(t)
    const account = hosts.emulator.createAccount({ quota: 10 * MIB })
    const { must } = rcloneBox(hosts, path, hosts.emulator.issueToken({ account: account.id }))
    await writeFile(join(hosts.folder, 'a'), Buffer.alloc(MIB))
    await must('copyto', join(hosts.folder, 'a'), 'dropbox:a')
    t.like(JSON.parse(await must('about', '--json', 'dropbox:')), {
      total: 10 * MIB,
      used: MIB,
      free: 9 * MIB,
    })
  })

  test.serial(told('makes a link, and the same one again'), async (t) => {
    const hosts = await openDropboxHosts(t)
    const { must, run } = rcloneBox(hosts, path, hosts.emulator.issueToken())
    await writeFile(join(hosts.folder, 'a'), 'x')
    await must('copyto', join(hosts.folder, 'a'), 'dropbox:folder/a b.txt')
    const link = await must('link', 'dropbox:folder/a b.txt')
    t.regex(link, /^https:\/\/www\.dropbox\.com\/scl\/fi\//)
    t.is(await must('link', 'dropbox:folder/a b.txt'), link)
    t.regex(await must('link', 'dropbox:folder'), /^https:\/\/www\.dropbox\.com\/scl\/fo\//)
    t.not((await run('link', 'dropbox:none')).code, 0)
  })

  test.serial(told('sees changes made by others as they happen'), async (t) => {
    const hosts = await openDropboxHosts(t)
    const { environment, must } = rcloneBox(hosts, path, hosts.emulator.issueToken())
    await must('mkdir', 'dropbox:watched')
    const watcher = spawn(path, ['-vv', 'test', 'changenotify', '--poll-interval', '1s', 'dropbox:'], {
      cwd: hosts.folder,
      env: environment,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    t.teardown(async () => {
      const ended = once(watcher, 'close')
      watcher.kill()
      await ended
    })
    const lines = createInterface({ input: watcher.stderr })
    const seen = (async () => {
      for await (const line of lines) if (/"?watched\/new"?/.test(line)) return line
      return undefined
    })()
    while (hosts.emulator.stats().routes['files/list_folder/longpoll'] === undefined)
      await must('about', 'dropbox:')
    await writeFile(join(hosts.folder, 'new'), 'x')
    await must('copyto', join(hosts.folder, 'new'), 'dropbox:watched/new')
    t.regex((await seen) ?? '', /watched\/new/)
    t.true((hosts.proxy.tunnels().opened['notify.dropboxapi.com'] ?? 0) > 0)
  })
}
