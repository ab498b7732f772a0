import { createHash, randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { openDropboxHosts } from '../dropbox-hosts.ts'
import { runProgram } from '../program.ts'
import { digestsOf, numberedFiles, readDigests, writeTree } from '../tree.ts'
import { rcloneBox, rclones } from './rclone.ts'

const MIB = 1024 * 1024

for (const { version, path } of rclones) {
  // One after the other: each has processes of its own, and more at once than cores only makes each slower.
  const told = (sentence: string) => `rclone ${version} ${sentence}`

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
      const { must } = rcloneBox(hosts, path, hosts.emulator.issueToken())
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
    const { environment, must } = rcloneBox(hosts, path, hosts.emulator.issueToken())
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
      const { must } = rcloneBox(hosts, path, hosts.emulator.issueToken())
      const from = join(hosts.folder, 'from')
      await writeTree(from, numberedFiles(60))
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
    const { must } = rcloneBox(hosts, path, hosts.emulator.issueToken())
    const from = join(hosts.folder, 'from')
    await writeTree(from, numberedFiles(20))
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
      const { must } = rcloneBox(hosts, path, hosts.emulator.issueToken(), { RCLONE_RETRIES: '3' })
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
}
