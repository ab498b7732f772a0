import {
  appendFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import type { Emulator } from '../../../../emulator/server.ts'
import type { AgentReport } from '../../../../runtime/agent/control.ts'
import { examineAll, probedFolder } from '../../../../runtime/agent/doctor/examine.ts'
import { examinePath } from '../../../../runtime/agent/doctor/examine-trees.ts'
import type { CheckName, Finding } from '../../../../runtime/agent/doctor/finding.ts'
import { openSituation } from '../../../../runtime/agent/doctor/situation.ts'
import type { PathLook } from '../../../../runtime/agent/doctor/trees/one-path.ts'
import { stopAgent } from '../../../../runtime/agent/stop.ts'
import type { BoxPaths } from '../../../../runtime/box/paths.ts'
import { openStore } from '../../../../runtime/store/store.ts'
import { type RemoteSide, remoteSide } from '../../engine/remote-side.ts'
import { temporaryHome, untilGone } from '../home.ts'
import { linkedBox } from '../linked-box.ts'

test('a root that cannot be looked at is probed, and one without a place for that is not', (t) => {
  const root = `/${'x'.repeat(300)}`
  t.deepEqual(probedFolder(root), { root, folder: `${root}/.dropbox.cache` })
  t.deepEqual(probedFolder('/none'), { root: '/none', folder: undefined })
})

interface ExaminedBox {
  readonly paths: BoxPaths
  readonly emulator: Emulator
  readonly cloud: RemoteSide
  /** The Dropbox folder, with `Code` linked into it. */
  readonly folder: string
  readonly work: string
  /** Starts the agent and waits until all is synced. */
  sync(): Promise<AgentReport>
  stop(): Promise<void>
  examine(options?: { readonly thorough?: boolean }): Promise<Finding[]>
  follow(path: string): Promise<PathLook>
}

/** A box that is linked to a Dropbox of its own, with two files in it; its agent is not started yet. */
async function boxToExamine(t: ExecutionContext): Promise<ExaminedBox> {
  const { paths, emulator, environment, start, until } = await linkedBox(t)
  const [folder, work] = [join(paths.home, 'Dropbox'), join(paths.home, 'work')]
  for (const each of [folder, work]) mkdirSync(each)
  symlinkSync(work, join(folder, 'Code'))
  for (const each of ['a.txt', 'b.txt']) writeFileSync(join(work, each), each)
  const examining = { signal: new AbortController().signal, progress: () => undefined }
  return {
    ...{ paths, emulator, folder, work, cloud: remoteSide(emulator) },
    async sync() {
      await start()
      return until(({ status }) => status.state === 'up-to-date')
    },
    async stop() {
      await stopAgent(paths)
    },
    async examine({ thorough = false } = {}) {
      await using situation = await openSituation(paths, environment)
      return await examineAll(situation, { ...examining, thorough })
    },
    async follow(path) {
      await using situation = await openSituation(paths, environment)
      return await examinePath(situation, path, { ...examining, thorough: true })
    },
  }
}

function of(findings: readonly Finding[], name: CheckName): Finding[] {
  return findings.filter(({ check }) => check === name)
}

/** What is wrong, as words. */
function wrong(findings: readonly Finding[]): string[] {
  return findings.filter(({ verdict }) => verdict === 'wrong').map(({ check, found }) => `${check}: ${found}`)
}

/** Everything in a folder with its times and content's size. */
function picture(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const { size, mtimeMs, ino, mode } = lstatSync(join(folder, name))
      // A probe file that comes and goes moves the time of its folder.
      return `${name} ${size} ${name.endsWith('.dropbox.cache') ? '' : mtimeMs} ${ino} ${mode}`
    })
}

test('a box that syncs is found well, with the agent running and without, and nothing is written', async (t) => {
  const box = await boxToExamine(t)
  const { pid } = await box.sync()
  const running = await box.examine()
  t.deepEqual(wrong(running), [])
  for (const name of ['clock', 'locks', 'token', 'network', 'index', 'trees'] as const)
    for (const { verdict, found } of of(running, name)) t.is(verdict, 'ok', found)
  t.like(of(running, 'trees')[0]?.data, {
    counts: { disk: 3, local: 3, synced: 3, remote: 3, cloud: 3 },
    differing: 0,
  })
  t.is(of(running, 'inotify').length, 2)
  t.like(of(running, 'locks')[0]?.data, { agent: 'running', pid })
  t.is(of(running, 'locks').length, 3)

  await box.stop()
  const before = picture(box.paths.home)
  const stopped = await box.examine({ thorough: true })
  t.deepEqual(wrong(stopped), [])
  t.is(of(stopped, 'trees')[0]?.verdict, 'ok')
  t.deepEqual(picture(box.paths.home), before)
  const { access_token: token } = box.emulator.issueToken()
  t.false(JSON.stringify(stopped).includes(token))
})

test('changes on both sides while no agent runs are told as waiting, and a path is followed', async (t) => {
  const box = await boxToExamine(t)
  writeFileSync(join(box.folder, '.mignore'), '*.tmp\n')
  await box.sync()
  await box.stop()
  appendFileSync(join(box.work, 'a.txt'), ' and more')
  writeFileSync(join(box.work, 'new.txt'), 'new')
  writeFileSync(join(box.folder, 'x.tmp'), 'ignored')
  await box.cloud.write('/Code/b.txt', 'changed in Dropbox')
  const findings = await box.examine()
  t.deepEqual(wrong(findings), [])
  const [trees] = of(findings, 'trees')
  t.is(trees?.verdict, 'warning')
  t.like(trees?.data, {
    hops: { 'disk-local': 2, 'local-synced': 0, 'synced-remote': 0, 'remote-cloud': 1 },
    differing: 3,
  })
  t.like(trees?.data, {
    differences: [{ path: '/Code/a.txt' }, { path: '/Code/b.txt' }, { path: '/Code/new.txt' }],
  })

  t.like((await box.follow('/code/A.TXT')).judgement, { hops: ['disk-local'], why: 'not-running' })
  t.like((await box.follow('/Code/b.txt')).judgement, { hops: ['remote-cloud'], why: 'not-running' })
  const ignored = await box.follow('/x.tmp')
  t.like(ignored.judgement, { verdict: 'ok', why: 'ignored' })
  t.is(ignored.remark, `The line "*.tmp" keeps it out (line 1 of ${box.folder}/.mignore).`)
  t.like((await box.follow('/Code/new.txt')).stations, {
    local: undefined,
    cloud: undefined,
    disk: { kind: 'file' },
  })
  symlinkSync('a.txt', join(box.work, 'link'))
  symlinkSync('/etc', join(box.work, 'out'))
  t.like(await box.follow('/Code/link'), { kind: 'symlink', remark: 'It is a symlink, which does not sync.' })
  t.like(await box.follow('/Code/out/passwd'), { kind: 'symlink', onDisk: undefined })
  t.like((await box.follow('/nowhere/at/all')).judgement, { verdict: 'ok', why: 'same' })
})

test('an index that was altered is told apart from changes, also after a kill', async (t) => {
  const box = await boxToExamine(t)
  const { pid } = await box.sync()
  process.kill(pid, 'SIGKILL')
  await untilGone(pid)
  t.deepEqual(wrong(await box.examine()), [])

  const store = openStore(box.paths.indexFile)
  const { remote } = store.get('/code/a.txt')
  if (remote?.kind !== 'file') throw new Error('The index does not know it.')
  store.setRemote('/code/a.txt', { ...remote, hash: '0'.repeat(64) })
  store.setRemote('/code/b.txt', undefined)
  store.close()
  const [trees] = of(await box.examine(), 'trees')
  t.is(trees?.verdict, 'wrong')
  t.like(trees?.data, {
    hops: { 'remote-cloud': 2 },
    differences: [
      { path: '/Code/a.txt', why: 'index-wrong' },
      { path: '/Code/b.txt', why: 'index-wrong' },
    ],
  })
})

test('a revoked link, a credentials file for everybody, a missing folder and a damaged index are wrong', async (t) => {
  const box = await boxToExamine(t)
  await box.sync()
  await box.stop()
  await chmod(box.paths.credentialsFile, 0o644)
  await fetch(`${box.emulator.url}/emulator/tokens/revoke`, { method: 'POST' })
  renameSync(box.work, `${box.work}.unmounted`)
  const findings = await box.examine()
  t.deepEqual(
    findings.filter(({ verdict }) => verdict === 'wrong').map(({ check }) => check),
    ['disk', 'token', 'token', 'trees'],
  )
  t.is(lstatSync(box.paths.credentialsFile).mode & 0o777, 0o644)
  t.like(of(findings, 'trees')[0]?.data, { halt: { reason: 'root-missing', path: '/code' } })

  writeFileSync(box.paths.indexFile, 'not a database, however long it is'.repeat(1_000))
  t.like(of(await box.examine(), 'index'), [{ verdict: 'wrong', data: { code: 'corrupt' } }])
})

test('a box without any state, offline, is examined all the same and left without any', async (t) => {
  const { paths } = await temporaryHome(t)
  mkdirSync(paths.home, { recursive: true })
  const before = picture(paths.home)
  await using situation = await openSituation(paths, {
    HOME: paths.home,
    DROPBOX_API_URL: 'http://127.0.0.1:9',
  })
  const findings = await examineAll(situation, {
    thorough: false,
    signal: new AbortController().signal,
    progress: () => undefined,
  })
  t.deepEqual(
    findings.filter(({ verdict }) => verdict === 'wrong').map(({ check }) => check),
    ['token', 'network'],
  )
  t.deepEqual(picture(paths.home), before)
})

test('settings that make no sense, and an address that is none, are told', async (t) => {
  const { paths } = await temporaryHome(t)
  mkdirSync(join(paths.partsRoot, 'etc', 'dropbox'), { recursive: true })
  writeFileSync(paths.configFile, '{"folder": 7}')
  await using situation = await openSituation(paths, { HOME: paths.home, DROPBOX_API_URL: 'ftp://x' })
  const found = await examineAll(situation, {
    thorough: false,
    signal: new AbortController().signal,
    progress: () => undefined,
  })
  t.regex(
    wrong(found).join('\n'),
    /network: DROPBOX_API_URL must be.*\nsettings: .*config\.json: "folder" must be/s,
  )
  rmSync(paths.configFile)
})

test('an agent that is started while the trees are compared is told, instead of what was read of its index', async (t) => {
  const box = await boxToExamine(t)
  await box.sync()
  await box.stop()
  await using situation = await openSituation(box.paths, {
    HOME: box.paths.home,
    DROPBOX_API_URL: box.emulator.url,
  })
  await box.sync()
  const findings = await examineAll(situation, {
    thorough: false,
    signal: new AbortController().signal,
    progress: () => undefined,
  })
  t.like(of(findings, 'trees'), [
    { verdict: 'warning', found: 'Dropbox was started while the trees were compared.' },
  ])
})
