import test from 'ava'
import { nodeFiles } from '../../../runtime/local/node-files.ts'
import {
  DiskError,
  type FileStats,
  type Files,
  type OpenFile,
  type OpenFolder,
} from '../../../runtime/ports/files.ts'
import { temporaryFolder } from '../../runtime/local/temporary-folder.ts'
import { type Chance, createChance } from '../world/chance.ts'
import { createDisk } from './disk.ts'

const names = ['a', 'b', 'c', 'link', 'd']

/** A disk with what has been opened on it. */
interface Side {
  readonly files: Files
  readonly folder: string
  readonly open: { file: OpenFile | undefined; folder: OpenFolder | undefined }
  /** Numbers for inodes in the order in which they were seen, so that two disks can be compared. The real one gives its own again. */
  readonly inodes: Map<string, number>
}

type Step = (side: Side) => Promise<unknown>

for (let seed = 1; seed <= 12; seed++) {
  test(`whatever is done to it, it answers as the real disk does (seed ${seed})`, async (t) => {
    const chance = createChance(seed)
    const disk = createDisk({
      clock: () => Date.now(),
      random: chance.stream('disk').fraction,
      volume: { reusesNumbers: false },
      view: { user: process.getuid?.() ?? 0, group: process.getgid?.() ?? 0, umask: process.umask() },
    })
    disk.hands.mkdir('/root')
    disk.hands.chown('/root', process.getuid?.() ?? 0, process.getgid?.() ?? 0)
    disk.hands.chmod('/root', 0o700)
    const real: Side = sideOf(nodeFiles(), await temporaryFolder(t))
    const simulated: Side = sideOf(disk.files(), '/root')
    const done: string[] = []
    for (let count = 0; count < 250; count++) {
      const { text, step } = chooseStep(chance)
      const [expected, seen] = [await outcome(real, step), await outcome(simulated, step)]
      done.push(`${text} -> ${JSON.stringify(expected)}`)
      t.deepEqual(seen, expected, done.slice(-12).join('\n'))
    }
    t.deepEqual(await everything(simulated), await everything(real), done.slice(-12).join('\n'))
  })
}

function sideOf(files: Files, folder: string): Side {
  return { files, folder, open: { file: undefined, folder: undefined }, inodes: new Map() }
}

function choosePath(chance: Chance): string {
  const depth = 1 + chance.below(3)
  const path = Array.from({ length: depth }, () => chance.pick(names)).join('/')
  const odd = chance.below(40)
  return odd === 0 ? `${path}/` : odd === 1 ? `${path}/..` : odd === 2 ? `${path}/.` : path
}

function chooseStep(chance: Chance): { text: string; step: Step } {
  const [path, other] = [choosePath(chance), choosePath(chance)]
  const content = new TextEncoder().encode('x'.repeat(chance.below(9000)))
  const position = chance.below(5000)
  const mode = chance.pick([0o700, 0o755, 0o644, 0o600])
  const at = (side: Side, relative: string): string => `${side.folder}/${relative}`
  const through = (side: Side, relative: string): string =>
    side.open.folder === undefined ? at(side, relative) : side.open.folder.at(relative)
  const opening = (access: 'read' | 'write' | 'create'): Step => {
    return async (side) => {
      await side.open.file?.close()
      side.open.file = undefined
      side.open.file = await side.files.openFile(at(side, path), access, mode)
    }
  }
  const steps: readonly (readonly [string, Step])[] = [
    [`create ${path}`, opening('create')],
    [`open to write ${path}`, opening('write')],
    [`open to read ${path}`, opening('read')],
    [`write at ${position}`, async ({ open }) => open.file?.write(content, position)],
    ['read', async ({ open }) => open.file && contentOf(open.file)],
    ['sync', async ({ open }) => open.file?.sync()],
    ['stats', async (side) => side.open.file && told(side, await side.open.file.stats())],
    [`mkdir ${path}`, (side) => side.files.mkdir(at(side, path), mode)],
    [`mkdir ${path}`, (side) => side.files.mkdir(at(side, path))],
    [`rmdir ${path}`, (side) => side.files.rmdir(at(side, path))],
    [`link ${path} ${other}`, (side) => side.files.link(at(side, path), at(side, other))],
    [`symlink ${path} ${other}`, (side) => side.files.symlink(path, at(side, other))],
    [`symlink up ${other}`, (side) => side.files.symlink(`../${path}`, at(side, other))],
    [`rename ${path} ${other}`, (side) => side.files.rename(at(side, path), at(side, other))],
    [`rename ${path} ${other}`, (side) => side.files.rename(at(side, path), at(side, other))],
    [`unlink ${path}`, (side) => side.files.unlink(at(side, path))],
    [`chmod ${path}`, (side) => side.files.chmod(at(side, path), mode)],
    [`utimes ${path}`, (side) => side.files.utimes(at(side, path), 1_234_567_890_000 + position)],
    [`lstat ${path}`, async (side) => told(side, await side.files.lstat(at(side, path)))],
    [`list ${path}`, (side) => listed(side, at(side, path))],
    [`readlink ${path}`, (side) => side.files.readlink(at(side, path))],
    [
      `realpath ${path}`,
      async (side) => (await side.files.realpath(at(side, path))).slice(side.folder.length),
    ],
    [
      `open folder ${path}`,
      async (side) => {
        await side.open.folder?.close()
        side.open.folder = undefined
        side.open.folder = await side.files.openFolder(at(side, path))
      },
    ],
    ['stats of the folder', async (side) => side.open.folder && told(side, await side.open.folder.stats())],
    [`mkdir ${other} in the open folder`, (side) => side.files.mkdir(through(side, other))],
    [
      `rename ${path} to ${other} in the open folder`,
      (side) => side.files.rename(at(side, path), through(side, other)),
    ],
    [
      `lstat ${other} in the open folder`,
      async (side) => told(side, await side.files.lstat(through(side, other))),
    ],
    ['list the open folder', (side) => listed(side, through(side, '.'))],
  ]
  const [text, step] = chance.pick(steps)
  return { text, step }
}

async function outcome(side: Side, step: Step): Promise<unknown> {
  try {
    return { value: await step(side) }
  } catch (error) {
    if (!(error instanceof DiskError)) throw error
    return { code: error.code, errno: error.errno }
  }
}

/** What both disks must tell alike; a folder's size and its count of links are the file system's own affair. */
function told(side: Side, stats: FileStats | undefined): unknown {
  if (stats === undefined) return undefined
  const { kind, size, mode, links, inode, born, owner, group, modified } = stats
  const identity = `${inode} of ${born}`
  const number = side.inodes.get(identity) ?? side.inodes.size
  side.inodes.set(identity, number)
  const wasSet = modified < 1_300_000_000_000
  return {
    ...{ kind, mode: kind === 'symlink' ? 0 : mode, owner, group: group === owner, number },
    ...(kind === 'folder' ? { links: links > 0 } : { size, links }),
    ...(wasSet ? { modified } : {}),
  }
}

async function listed(side: Side, path: string): Promise<unknown> {
  const found = await side.files.list(path)
  found.sort((one, other) => (one.name < other.name ? -1 : 1))
  return found.map(({ name, stats }) => ({ name, stats: told(side, stats) }))
}

async function contentOf(file: OpenFile): Promise<string> {
  const buffer = new Uint8Array(40_000)
  let length = 0
  for (let got = -1; got !== 0; length += got) got = await file.read(buffer.subarray(length), length)
  return Buffer.from(buffer.subarray(0, length)).toString('latin1').replaceAll('\0', '.')
}

async function everything(side: Side, path = side.folder): Promise<unknown[]> {
  const found = (await side.files.list(path)).toSorted((one, other) => (one.name < other.name ? -1 : 1))
  const all: unknown[] = []
  for (const { name, stats } of found) {
    all.push([name, told(side, stats)])
    if (stats?.kind === 'folder') all.push(await everything(side, `${path}/${name}`))
  }
  return all
}
