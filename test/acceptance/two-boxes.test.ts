import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { emulatorFor } from '../runtime/engine/test-box.ts'
import { linkedBox } from './linked-box.ts'
import { hashesInDropbox, hashesOnDisk, realTree } from './trees.ts'

test('a real tree goes up from one box, comes down to another byte for byte, and edits go to and fro until all three are equal', async (t) => {
  t.timeout(600_000)
  const emulator = await emulatorFor(t)
  const { access_token } = emulator.issueToken()
  const one = await linkedBox(t, emulator)
  const workspace = join(one.home, 'workspace')
  realTree(workspace)
  const mapped = await one.dropbox('symlink', 'add', workspace, 'myproject')
  t.is(mapped.exitCode, 0, mapped.stderr)
  t.is((await one.parts('start', 'dropbox')).exitCode, 0)
  await one.settle()
  const inDropbox = (): Promise<Map<string, string>> =>
    hashesInDropbox(emulator.url, access_token, '/myproject')
  t.true(hashesOnDisk(workspace).size > 1000)
  t.deepEqual(await inDropbox(), hashesOnDisk(workspace))

  const two = await linkedBox(t, emulator, '--sync', '/myproject', '--start')
  const copy = join(two.folder, 'myproject')
  await two.settle()
  t.deepEqual(hashesOnDisk(copy), hashesOnDisk(workspace))

  const trees = [workspace, copy]
  const boxes = [one, two]
  for (let round = 0; round < 4; round++) {
    const tree = trees[round % 2] ?? ''
    appendFileSync(join(tree, 'odd names', 'ünïcödé'), ` round ${round}`)
    mkdirSync(join(tree, `round ${round}`, 'inner'), { recursive: true })
    writeFileSync(join(tree, `round ${round}`, 'inner', 'file'), `${round}`)
    if (round === 1) renameSync(join(tree, 'perl'), join(tree, 'Perl of another name'))
    if (round === 2) rmSync(join(tree, 'round 0'), { recursive: true })
    if (round === 3) renameSync(join(tree, 'round 1'), join(tree, 'odd names', 'moved'))
    for (const box of round % 2 === 0 ? boxes : [...boxes].reverse()) await box.settle()
  }
  t.is(
    readFileSync(join(workspace, 'odd names', 'ünïcödé'), 'utf8'),
    'ünïcödé round 0 round 1 round 2 round 3',
  )
  t.deepEqual(hashesOnDisk(copy), hashesOnDisk(workspace))
  t.deepEqual(await inDropbox(), hashesOnDisk(workspace))
})

/** More than an agent may hold in memory while it sends it, or fetches it. */
const mebibytes = 96
const mostMemory = 150_000

test('a large file goes up and comes down whole, and the agent stays small', async (t) => {
  t.timeout(300_000)
  const emulator = await emulatorFor(t)
  const one = await linkedBox(t, emulator, '--start')
  const block = Buffer.alloc(1 << 20)
  for (let index = 0; index < mebibytes; index++) {
    block.fill(index % 251)
    appendFileSync(join(one.folder, 'large'), block)
  }
  await one.settle()
  const two = await linkedBox(t, emulator, '--sync', '/large', '--start')
  await two.settle()
  t.deepEqual(hashesOnDisk(two.folder), hashesOnDisk(one.folder))
  // Beside it a box may have left its mark, of some hundred bytes.
  const beside = emulator.stats().contentBytesUp - mebibytes * (1 << 20)
  t.true(beside >= 0 && beside < 4096, `${beside} bytes more went up`)
  for (const box of [one, two]) {
    const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${await box.pid()}/status`, 'utf8'))?.[1]
    t.true(Number(peak) < mostMemory, `the agent's memory peaked at ${peak} kB`)
  }
})
