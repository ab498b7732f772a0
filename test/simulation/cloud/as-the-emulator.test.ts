import test from 'ava'
import type { RemoteEntry, RemoteFile } from '../../../runtime/core/tree.ts'
import type { Cloud, ItemResult, RemoteChange } from '../../../runtime/ports/cloud.ts'
import { drained, fileToUpload, type Reader, uploaded } from '../../runtime/cloud/cloud-calls.ts'
import { emulatedDropbox } from '../../runtime/cloud/emulated-dropbox.ts'
import { createChance } from '../world/chance.ts'
import { type Habits, usualHabits } from './account/habits.ts'
import { oneOf } from './chance.ts'
import { createIdleClock } from './idle-clock.ts'
import { somePath } from './random-hands.ts'
import { createSimulatedDropbox } from './simulated-dropbox.ts'

/** One of the two accounts, with every file that was ever taken in it, in order. */
interface Side {
  readonly cloud: Cloud
  readonly files: RemoteFile[]
  readonly reader: Reader
  /** Ids and revisions, by when they first came up. */
  readonly marks: Map<string, number>
}

type Step = (side: Side) => Promise<unknown>

const folderDeletions = ['folder', 'folder-then-children', 'children-then-folder'] as const
const recreations = ['coalesced', 'delete-and-add'] as const
const caseOnlyMoves = ['allow', 'silent', 'refuse'] as const

for (let seed = 1; seed <= 6; seed++)
  test(`the same calls have the same results, and are told in the same words, as by the emulator (${seed})`, async (t) => {
    const random = createChance(seed)
    const folderDeletion = folderDeletions[seed % 3] ?? 'folder'
    const recreation = recreations[seed % 2] ?? 'coalesced'
    const caseOnlyMove = caseOnlyMoves[(seed >> 1) % 3] ?? 'allow'
    const reuploadKeepsId = seed % 4 === 0
    const pageSize = [1, 2, 2000][(seed >> 2) % 3] ?? 1
    const { emulator, cloud } = await emulatedDropbox(t, { random: createChance(2) })
    emulator.configure({
      log: {
        folderDeletion: folderDeletion.replaceAll('-', '_') as 'folder',
        recreation: recreation.replaceAll('-', '_') as 'coalesced',
      },
      names: { caseOnlyMove, reuploadKeepsId },
      pages: { forced: pageSize, empty: pageSize === 2 },
      batches: { mode: 'sync' },
    })
    const habits: Habits = {
      ...usualHabits,
      folderDeletion: [folderDeletion],
      recreation: [recreation],
      caseOnlyMove,
      reuploadKeepsId,
      pageSize: [pageSize, pageSize],
      emptyPage: pageSize === 2 ? 1 : 0,
    }
    const clock = createIdleClock()
    const dropbox = createSimulatedDropbox({ now: clock.now, random: createChance(1), habits })
    const simulated = dropbox.cloudFor({ name: 'box', clock, random: createChance(2) })

    const sides: Side[] = [cloud, simulated].map((one) => ({
      cloud: one,
      files: [],
      reader: { tree: new Map(), cursor: undefined },
      marks: new Map(),
    }))
    for (let count = 0; count < 120; count++) {
      const [name, step] = someStep(random)
      const [emulated, result] = await Promise.all(sides.map(step))
      t.deepEqual(result, emulated, `step ${count}: ${name}`)
      if (random.fraction() < 0.5) continue
      const [told, heard] = await Promise.all(
        sides.map(async (side) =>
          (await drained(side.cloud, side.reader)).map((change) => wordsOf(side, change)),
        ),
      )
      t.deepEqual(heard, told, `after step ${count}: ${name}`)
    }
  })

function someStep(random: ReturnType<typeof createChance>): [string, Step] {
  const path = somePath(random)
  const to = somePath(random)
  const content = `content ${Math.floor(random.fraction() * 10)}`
  const nth = random.fraction()
  const known = ({ files }: Side): RemoteFile | undefined => files[Math.floor(nth * files.length)]
  const take = async (side: Side, over?: string): Promise<unknown> => {
    const request = fileToUpload(path, new TextEncoder().encode(content), over === undefined ? {} : { over })
    const result = (await uploaded(side.cloud, [request])).get(path)
    if (result?.ok) side.files.push(result.value)
    return result && shown(side, result)
  }
  const steps: Record<string, Step> = {
    add: (side) => take(side),
    update: (side) => take(side, revAt(side, path) ?? '0123456789abcdef'),
    'update over an old revision': (side) => take(side, known(side)?.rev ?? '0123456789abcdef'),
    folders: async (side) => (await side.cloud.createFolders([path, to])).map((made) => shown(side, made)),
    delete: async (side) => {
      const rev = revAt(side, path) ?? known(side)?.rev
      if (rev === undefined) return []
      return (await side.cloud.deleteFiles([{ path, rev }])).map((deleted) => shown(side, deleted))
    },
    'delete folder': async (side) => shown(side, await side.cloud.deleteEmptyFolder(path)),
    copy: async (side) => {
      const file = known(side)
      if (file === undefined) return undefined
      const { id: from, hash, size } = file
      const copies = [path, to].map((one) => ({ from, path: one, hash, size }))
      const made = await side.cloud.copyFiles(copies.slice(0, nth < 0.5 ? 1 : 2))
      for (const result of made) if (result.ok) side.files.push(result.value)
      return made.map((result) => shown(side, result))
    },
    move: async (side) => shown(side, await side.cloud.move(path, to)),
    respell: async (side) => shown(side, await side.cloud.move(path, path.toUpperCase())),
    download: async (side) => {
      const file = known(side)
      if (file === undefined) return undefined
      const chunks: Uint8Array[] = []
      const write = async (chunk: Uint8Array): Promise<void> => void chunks.push(chunk.slice())
      const options = { signal: new AbortController().signal }
      return [
        await side.cloud.download({ path, file, offset: 0 }, write, options),
        `${Buffer.concat(chunks)}`,
      ]
    },
    space: async ({ cloud }) => (await cloud.space()).used,
  }
  const name = oneOf(random, ['add', 'add', 'copy', 'move', 'move', ...Object.keys(steps)])
  return [`${name} ${path} ${to}`, steps[name] ?? (() => Promise.resolve(undefined))]
}

/** The revision that a side's reader knows at a path. */
function revAt({ reader }: Side, path: string): string | undefined {
  const entry = reader.tree.get(path.normalize('NFC').toLowerCase())
  return entry?.kind === 'file' ? entry.rev : undefined
}

/** A result, with ids and revisions only as far as they are the same or not. */
function shown(side: Side, result: ItemResult<RemoteEntry | null>): unknown {
  if (!result.ok) return result.refusal.reason
  return result.value === null ? 'done' : entryShown(side, result.value)
}

function entryShown({ marks }: Side, entry: RemoteEntry): unknown {
  const mark = (text: string): number => {
    const known = marks.get(text) ?? marks.size
    marks.set(text, known)
    return known
  }
  return entry.kind === 'file'
    ? { ...entry, id: mark(entry.id), rev: mark(entry.rev) }
    : { ...entry, id: mark(entry.id) }
}

function wordsOf(side: Side, change: RemoteChange): unknown {
  return change.kind === 'deleted' ? change : { ...change, entry: entryShown(side, change.entry) }
}
