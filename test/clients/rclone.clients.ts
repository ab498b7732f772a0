import { spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import test from 'ava'
import { openDropboxHosts } from './dropbox-hosts.ts'
import { runProgram } from './program.ts'
import { rcloneBox, rclones } from './rclone.ts'
import { digestsOf, readDigests, SAMPLE, type Tree, writeTree } from './tree.ts'

const MIB = 1024 * 1024

/** One file per name, with its name as content. */
function files(count: number): Tree {
  return Object.fromEntries(
    Array.from({ length: count }, (_, number) => [`f${number % 7}/${number}`, Buffer.from(`file ${number}`)]),
  )
}

for (const { version, path } of rclones) {
  // One after the other: each has processes of its own, and more at once than cores only makes each slower.
  const told = (sentence: string) => `rclone ${version} ${sentence}`

  test.serial(told('copies a tree up and down, byte for byte, and finds every hash right'), async (t) => {
    const hosts = await openDropboxHosts(t)
    const { must } = rcloneBox(hosts, path)
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
    const { must } = rcloneBox(hosts, path)
    const moment = new Date('2001-02-03T04:05:06.289Z')
    await writeFile(join(hosts.folder, 'a'), 'x')
    await utimes(join(hosts.folder, 'a'), moment, moment)
    await must('copyto', join(hosts.folder, 'a'), 'dropbox:a')
    await must('copyto', 'dropbox:a', join(hosts.folder, 'b'))
    t.is((await stat(join(hosts.folder, 'b'))).mtime.toISOString(), '2001-02-03T04:05:06.000Z')
  })

  test.serial(told('sends nothing again that is there already'), async (t) => {
    const hosts = await openDropboxHosts(t)
    const { must } = rcloneBox(hosts, path)
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
    const { must } = rcloneBox(hosts, path)
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
    const { must } = rcloneBox(hosts, path)
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
    const { must } = rcloneBox(hosts, path)
    await writeTree(join(hosts.folder, 'from'), { 'Folder/File.TXT': Buffer.from('x') })
    await must('copy', join(hosts.folder, 'from'), 'dropbox:')
    await must('moveto', 'dropbox:Folder/File.TXT', 'dropbox:Folder/file.txt')
    t.is(await must('lsf', '-R', '--files-only', 'dropbox:'), 'Folder/file.txt\n')
    t.is(await must('cat', 'dropbox:Folder/file.txt'), 'x')
  })

  test.serial(told('makes, removes and purges folders'), async (t) => {
    const hosts = await openDropboxHosts(t)
    const { must, run } = rcloneBox(hosts, path)
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

  test.serial(told('lists with ids, sizes, times and hashes'), async (t) => {
    const hosts = await openDropboxHosts(t)
    const { must } = rcloneBox(hosts, path)
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
    const { must } = rcloneBox(hosts, path)
    await writeTree(join(hosts.folder, 'from'), files(120))
    await must('copy', '--transfers', '8', join(hosts.folder, 'from'), 'dropbox:many')
    hosts.emulator.configure({ pages: { forced: 3, empty: true }, listing: { order: 'shuffled' } })
    const listed = (await must('lsf', '-R', '--files-only', 'dropbox:many')).trim().split('\n')
    t.deepEqual(listed.sort(), Object.keys(files(120)).sort())
  })

  test.serial(told('reads a part of a file'), async (t) => {
    const hosts = await openDropboxHosts(t)
    const { must } = rcloneBox(hosts, path)
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
    const { must, run } = rcloneBox(hosts, path)
    await writeFile(join(hosts.folder, 'a'), 'x')
    await must('copyto', join(hosts.folder, 'a'), 'dropbox:folder/a b.txt')
    const link = await must('link', 'dropbox:folder/a b.txt')
    t.regex(link, /^https:\/\/www\.dropbox\.com\/scl\/fi\//)
    t.is(await must('link', 'dropbox:folder/a b.txt'), link)
    t.regex(await must('link', 'dropbox:folder'), /^https:\/\/www\.dropbox\.com\/scl\/fo\//)
    t.not((await run('link', 'dropbox:none')).code, 0)
  })

  for (const [size, chunk] of [
    [0, 8],
    [1, 8],
    [8 * MIB, 8],
    [8 * MIB + 1, 8],
    [40 * MIB - 1, 8],
    [150 * MIB + 12_345, 48],
  ] as const) {
    test.serial(told(`sends ${size} bytes in pieces of ${chunk} MiB and gets them back`), async (t) => {
      const hosts = await openDropboxHosts(t)
      const { must } = rcloneBox(hosts, path)
      const [from, to] = [join(hosts.folder, 'from'), join(hosts.folder, 'to')]
      const block = randomBytes(MIB)
      await writeFile(from, Buffer.alloc(size, block))
      await must('copyto', '--dropbox-chunk-size', `${chunk}M`, from, 'dropbox:large')
      await must('copyto', 'dropbox:large', to)
      const { stdout, code } = await runProgram('/usr/bin/cmp', [from, to], {
        environment: hosts.environment,
        folder: hosts.folder,
      })
      t.is(code, 0, stdout)
      if (size > chunk * MIB)
        t.true((hosts.emulator.stats().routes['files/upload_session/append_v2'] ?? 0) > 0)
    })
  }

  test.serial(told('sends a stream whose size nobody knows'), async (t) => {
    const hosts = await openDropboxHosts(t)
    const { environment, must } = rcloneBox(hosts, path)
    const input = 'a line of a stream\n'.repeat(400_000)
    const words = ['rcat', '--dropbox-chunk-size', '4M', '--streaming-upload-cutoff', '1M', 'dropbox:stream']
    const { code, stderr } = await runProgram(path, words, { environment, folder: hosts.folder, input })
    t.is(code, 0, stderr)
    const digest = createHash('sha256')
      .update(await must('cat', 'dropbox:stream'))
      .digest('hex')
    t.is(digest, createHash('sha256').update(input).digest('hex'))
  })

  for (const mode of ['off', 'sync', 'async']) {
    test.serial(told(`sends many small files with batch mode ${mode}`), async (t) => {
      const hosts = await openDropboxHosts(t)
      const { must } = rcloneBox(hosts, path)
      const from = join(hosts.folder, 'from')
      await writeTree(from, files(60))
      const words = ['--transfers', '16', '--checkers', '4', '--dropbox-batch-timeout', '200ms']
      await must('copy', '--dropbox-batch-mode', mode, ...words, from, 'dropbox:many')
      await must('check', from, 'dropbox:many')
      const { routes } = hosts.emulator.stats()
      const commits =
        (routes['files/upload_session/finish_batch'] ?? 0) +
        (routes['files/upload_session/finish_batch_v2'] ?? 0)
      if (mode === 'off') t.is(routes['files/upload'], 60)
      else t.true(commits >= 1 && commits < 60, `${commits} commits`)
    })
  }

  test.serial(told('waits while the namespace is locked by its own writes'), async (t) => {
    const hosts = await openDropboxHosts(t, {
      config: { latency: { commitBase: 20 }, writeLock: { retryAfter: 0 } },
    })
    const { must } = rcloneBox(hosts, path)
    const from = join(hosts.folder, 'from')
    await writeTree(from, files(20))
    await must('copy', '--dropbox-batch-mode', 'off', '--transfers', '4', from, 'dropbox:many')
    await must('check', from, 'dropbox:many')
    t.true((hosts.emulator.stats().statuses['429'] ?? 0) > 0)
  })

  for (const [kind, route] of [
    ['429', 'files/upload'],
    ['500', 'files/upload'],
    ['503', 'files/list_folder'],
    ['reset', 'files/upload'],
    ['lost', 'files/upload'],
    ['truncate', 'files/download'],
    ['wrong_bytes', 'files/download'],
    ['429', 'files/list_folder'],
  ] as const) {
    test.serial(told(`gets over ${kind} of ${route}`), async (t) => {
      const hosts = await openDropboxHosts(t)
      const { must } = rcloneBox(hosts, path, undefined, { RCLONE_RETRIES: '3' })
      const [from, to] = [join(hosts.folder, 'from'), join(hosts.folder, 'to')]
      const tree = { a: Buffer.alloc(300_000, 'a'), b: Buffer.from('b') }
      await writeTree(from, tree)
      hosts.emulator.configure({ faults: [{ route, kind, count: 1, retryAfter: 1 }] })
      await must('copy', '--dropbox-batch-mode', 'off', from, 'dropbox:tree')
      await must('copy', 'dropbox:tree', to)
      t.deepEqual(await readDigests(to), digestsOf(tree))
    })
  }

  test.serial(told('renews a token that has expired'), async (t) => {
    const hosts = await openDropboxHosts(t, { config: { tokens: { unknownApps: 'refuse' } } })
    hosts.emulator.registerApp({ key: 'rcloneappkey', secret: 'hush' })
    const issued = hosts.emulator.issueToken({ app: 'rcloneappkey', expiresIn: 0 })

    const app = {
      RCLONE_CONFIG_DROPBOX_CLIENT_ID: 'rcloneappkey',
      RCLONE_CONFIG_DROPBOX_CLIENT_SECRET: 'hush',
    }
    const old = { ...issued, expiry: '2001-01-01T00:00:00Z' }
    const { must } = rcloneBox(hosts, path, old, app)
    t.is(await must('lsf', 'dropbox:'), '')
    t.is(hosts.emulator.stats().routes['oauth2/token'], 1)
    const stranger = rcloneBox(hosts, path, old, { ...app, RCLONE_CONFIG_DROPBOX_CLIENT_SECRET: 'guess' })
    t.regex((await stranger.run('lsf', 'dropbox:')).stderr, /400 Bad Request|invalid_client/)
  })

  test.serial(told('says what is wrong: no such folder, no room, no right'), async (t) => {
    const hosts = await openDropboxHosts(t)
    const account = hosts.emulator.createAccount({ quota: 10 })
    const token = hosts.emulator.issueToken({ account: account.id })
    const { run } = rcloneBox(hosts, path, token, { RCLONE_LOW_LEVEL_RETRIES: '1' })
    const missing = await run('lsf', 'dropbox:none')
    t.is(missing.code, 3)
    t.regex(missing.stderr, /directory not found/)
    await writeFile(join(hosts.folder, 'a'), Buffer.alloc(11))
    t.regex((await run('copyto', join(hosts.folder, 'a'), 'dropbox:a')).stderr, /insufficient_space/)
    const reader = hosts.emulator.issueToken({ scopes: ['files.metadata.read', 'account_info.read'] })
    const limited = rcloneBox(hosts, path, reader, { RCLONE_LOW_LEVEL_RETRIES: '1' })
    t.regex((await limited.run('copyto', join(hosts.folder, 'a'), 'dropbox:a')).stderr, /missing_scope/)
  })

  test.serial(told('sees changes made by others as they happen'), async (t) => {
    const hosts = await openDropboxHosts(t)
    const { environment, must } = rcloneBox(hosts, path)
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
