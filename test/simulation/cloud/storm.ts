import { createHash } from 'node:crypto'
import type { RemoteEntry } from '../../../runtime/core/tree.ts'
import { CloudError, type ItemResult } from '../../../runtime/ports/cloud.ts'
import type { Random } from '../../../runtime/ports/random.ts'
import {
  drained,
  fileToUpload,
  memoryOfSessions,
  type Reader,
  uploaded,
} from '../../runtime/cloud/cloud-calls.ts'
import { createChance } from '../world/chance.ts'
import { drawHabits } from './account/habits.ts'
import { happens, oneOf } from './chance.ts'
import { calm, drawMisbehaviour } from './connection/misbehaviour.ts'
import { createIdleClock } from './idle-clock.ts'
import { doSomething, somePath } from './random-hands.ts'
import { createSimulatedDropbox, type SimulatedCloud, type SimulatedDropbox } from './simulated-dropbox.ts'

export interface Storm {
  /** SHA-256 over every event at the account and every result, in order. */
  readonly trace: string
  readonly calls: number
  readonly dropbox: SimulatedDropbox
  /** Results that were good, of what put a file or a folder somewhere. */
  readonly placed: readonly RemoteEntry[]
  /** How calls ended that did not end well: codes of errors, reasons of refusals. */
  readonly endings: ReadonlyMap<string, number>
  /** What was thrown and is no CloudError. */
  readonly strange: readonly unknown[]
}

/** Three boxes ask whatever comes to mind over bad connections, one of them dies and comes again, and others meddle. */
export async function storm(seed: number, steps: number): Promise<Storm> {
  const clock = createIdleClock()
  const random = createChance(seed)
  const dropbox = createSimulatedDropbox({
    now: clock.now,
    random: createChance(seed + 1),
    habits: drawHabits(random),
  })
  const trace = createHash('sha256')
  const note = (what: unknown): void => void trace.update(`${clock.monotonic()} ${JSON.stringify(what)}\n`)
  const stop = dropbox.listen(note)
  const placed: RemoteEntry[] = []
  const endings = new Map<string, number>()
  const strange: unknown[] = []
  let calls = 0

  const ended = (how: string): void => void endings.set(how, (endings.get(how) ?? 0) + 1)
  const told = (result: ItemResult<RemoteEntry | null> | undefined): void => {
    if (result === undefined) return
    if (!result.ok) ended(result.refusal.reason)
    else if (result.value !== null) placed.push(result.value)
  }

  const live = async (
    name: string,
    own: Random,
    connect: () => SimulatedCloud,
    dies: boolean,
  ): Promise<void> => {
    const reader: Reader = { tree: new Map(), cursor: undefined }
    const sessions = memoryOfSessions()
    let cloud = connect()
    for (let step = 0; step < steps; step++) {
      if (dies && happens(own, 0.05)) {
        // Something is under way at the end.
        void somethingAsked(cloud, own, reader, sessions).catch(() => undefined)
        await clock.sleep(own.fraction() * 100)
        cloud.crash()
        cloud = connect()
      }
      calls++
      try {
        const results = await somethingAsked(cloud, own, reader, sessions)
        note([name, results])
        for (const result of results) told(result)
      } catch (error) {
        note([name, String(error)])
        if (!(error instanceof CloudError)) strange.push(error)
        else ended(error.code)
        if (error instanceof CloudError && error.code === 'cursor-reset') reader.cursor = undefined
      }
      if (happens(own, 0.3)) doSomething(dropbox.hands, own)
      if (happens(own, 0.1)) await clock.sleep(own.fraction() * 10_000)
    }
    cloud.behave(calm)
  }

  await Promise.all(
    [1, 2, 3].map((box) => {
      const own = createChance(seed * 10 + box)
      const misbehaviour = drawMisbehaviour(own)
      let lives = 0
      const connect = (): SimulatedCloud =>
        dropbox.cloudFor({
          name: `box ${box}`,
          clock,
          random: createChance(seed * 1000 + box * 100 + lives++),
          misbehaviour,
        })
      return live(`box ${box}`, own, connect, box === 3)
    }),
  )
  while (dropbox.underWay() > 0) await clock.sleep(60_000)
  stop()
  return { trace: trace.digest('hex'), calls, dropbox, placed, endings, strange }
}

/** One call, of any kind. */
async function somethingAsked(
  cloud: SimulatedCloud,
  random: Random,
  reader: Reader,
  sessions: ReturnType<typeof memoryOfSessions>,
): Promise<(ItemResult<RemoteEntry | null> | undefined)[]> {
  const path = somePath(random)
  const known = reader.tree.get(path.normalize('NFC').toLowerCase())
  const over = known?.kind === 'file' ? { over: known.rev } : {}
  const content = new TextEncoder().encode('c'.repeat(Math.floor(random.fraction() * 120)))
  switch (
    oneOf(random, [
      'delta',
      'delta',
      'one',
      'many',
      'folders',
      'delete',
      'delete folder',
      'move',
      'copy',
      'download',
      'wait',
    ])
  ) {
    case 'delta':
      await drained(cloud, reader)
      return []
    case 'one':
      return [...(await uploaded(cloud, [fileToUpload(path, content, over)], { sessions })).values()]
    case 'many': {
      const paths = new Set([path, ...[1, 2, 3, 4].map(() => somePath(random))])
      const requests = [...paths].map((one, index) => fileToUpload(one, content.subarray(index)))
      return [...(await uploaded(cloud, requests, { sessions })).values()]
    }
    case 'folders':
      return cloud.createFolders([path, somePath(random)])
    case 'delete':
      return known?.kind === 'file' ? cloud.deleteFiles([{ path, rev: known.rev }]) : []
    case 'delete folder':
      return [await cloud.deleteEmptyFolder(path)]
    case 'move':
      return [await cloud.move(path, somePath(random))]
    case 'copy': {
      if (known?.kind !== 'file') return []
      const { id: from, hash, size } = known
      return cloud.copyFiles(
        [somePath(random), somePath(random)].map((to) => ({ from, path: to, hash, size })),
      )
    }
    case 'download':
      if (known?.kind !== 'file') return []
      return [
        await cloud.download({ path, file: known, offset: 0 }, async () => {}, {
          signal: new AbortController().signal,
        }),
      ]
    default:
      if (reader.cursor !== undefined) await cloud.waitForChange(reader.cursor, new AbortController().signal)
      return []
  }
}
