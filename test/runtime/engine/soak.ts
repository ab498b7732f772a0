import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import type { ExecutionContext } from 'ava'
import type { ConfigChanges, Emulator } from '../../../emulator/server.ts'
import { contentHashOf } from '../../../runtime/core/content-hash.ts'
import type { Problem } from '../../../runtime/core/problem.ts'
import { type RemoteSide, remoteSide } from './remote-side.ts'
import { createBox, emulatorFor, listing, type TestBox } from './test-box.ts'

/** What a run does beside edits. */
export interface SoakOptions {
  readonly seed: number
  readonly steps: number
  readonly faults: boolean
  readonly kills: boolean
}

/** Numbers from 0 to below 1, the same for a seed each time (mulberry32). */
function chance(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const names = ['a', 'b', 'B', 'c', 'dir', 'Dir', 'café', 'cafe\u0301', 'x.txt', 'sub']

/** Everything that two people and somebody in Dropbox wrote, and what of it a person has knowingly done away with. */
class Ledger {
  readonly written = new Map<string, string>()
  readonly released = new Set<string>()
  #count = 0

  /** Writes a content that was never there before to the disk, knowingly over what is there; gives the number of it. */
  write(path: string, by: string): string {
    this.release(path)
    const content = this.anew(by)
    writeFileSync(path, content)
    this.wrote(content)
    return content
  }

  anew(where: string): string {
    return `${where} wrote ${++this.#count}`
  }

  wrote(content: string): void {
    this.written.set(contentHashOf(Buffer.from(content)), content)
  }

  /** A person took away what stands at a path of the disk, having it before his eyes. */
  release(path: string): void {
    const stats = lstatSync(path, { throwIfNoEntry: false })
    if (stats?.isDirectory()) for (const name of readdirSync(path)) this.release(join(path, name))
    else if (stats?.isFile()) this.released.add(contentHashOf(readFileSync(path)))
  }
}

/**
 * Two boxes on one Dropbox, and hands in Dropbox itself, do things at random; then everything must come to rest with all three equal, and no content
 * that nobody did away with may be missing from the trees, the trash of the boxes and the revisions of Dropbox. Throws when it is.
 */
export async function soak(t: ExecutionContext, options: SoakOptions): Promise<void> {
  const random = chance(options.seed)
  const below = (limit: number): number => Math.floor(random() * limit)
  const pick = <Item>(items: readonly Item[]): Item => {
    const item = items[below(items.length)]
    if (item === undefined) throw new Error('nothing to pick from')
    return item
  }
  const emulator = await emulatorFor(t)
  const surroundings = world(pick, random)
  emulator.configure(surroundings)
  const ledger = new Ledger()
  const log: string[] = []
  const boxes = ['one', 'two'].map((name) => createBox(t, emulator, { name }))
  const cloud = remoteSide(emulator)
  const [one] = boxes
  if (one === undefined) throw new Error('no box')
  const workspace = join(one.home, 'workspace')
  mkdirSync(workspace)
  for (const box of boxes) mkdirSync(box.folder)
  symlinkSync(workspace, join(one.folder, 'mapped'))
  for (const path of ['a', 'b', 'dir/a', 'dir/sub/b', 'dir/sub/c', 'x.txt', 'mapped/a', 'mapped/sub/b']) {
    mkdirSync(dirname(join(one.folder, path)), { recursive: true })
    ledger.write(join(one.folder, path), 'first')
  }
  for (const box of boxes) box.start()
  await rest(boxes)

  try {
    for (let step = 0; step < options.steps; step++) {
      if (options.faults && random() < 0.2) emulator.configure({ faults: misfortune(pick, random) })
      const actor = below(5)
      if (actor < 4) {
        const box = boxes[actor % 2]
        if (box !== undefined) log.push(`${actor % 2} ${onDisk(box, ledger, pick, random)}`)
      } else log.push(`cloud ${await inDropbox(cloud, ledger, pick)}`)
      const box = pick(boxes)
      const then = random()
      if (options.kills && then < 0.08) {
        log.push('kill')
        await box.dieLooking(below(90))
        box.start()
      } else if (then < 0.4) for (let turn = below(40); turn > 0; turn--) await new Promise(setImmediate)
      else if (then < 0.5) await box.engine.rescan()
      else if (then < 0.6) await rest(boxes)
    }
    emulator.configure({ faults: [] })
    log.push('end')
    await converge(boxes, cloud, surroundings.names === undefined)
    await nothingLost(ledger, boxes, emulator)
    await quiet(boxes, emulator)
  } catch (error) {
    throw new Error(
      `seed ${options.seed}: ${error instanceof Error ? error.message : String(error)}\n${log.join('\n')}`,
      {
        cause: error,
      },
    )
  }
}

function world(pick: <Item>(items: readonly Item[]) => Item, random: () => number): ConfigChanges {
  const usual = random() < 0.3
  if (usual) return {}
  return {
    pages: { forced: pick([null, null, 1, 2]), empty: random() < 0.2 },
    listing: { order: pick(['path', 'shuffled']) },
    log: {
      folderDeletion: pick(['folder', 'folder_then_children', 'children_then_folder']),
      recreation: pick(['coalesced', 'delete_and_add']),
      shuffled: random() < 0.5,
    },
    batches: { mode: pick(['auto', 'sync', 'async']) },
    names: {
      caseOnlyMove: pick(['allow', 'silent', 'refuse']),
      pathDisplay: pick(['exact', 'requested']),
      reuploadKeepsId: random() < 0.5,
    },
  }
}

function misfortune(
  pick: <Item>(items: readonly Item[]) => Item,
  random: () => number,
): NonNullable<ConfigChanges['faults']> {
  if (random() < 0.4) return []
  const kind = pick([
    '500',
    'reset',
    'lost',
    'truncate',
    'bad_json',
    'cursor_reset',
    'wrong_bytes',
    '429',
  ] as const)
  // A listing of many pages never ends when each of them may start it anew.
  if (kind === 'cursor_reset') return [{ route: 'files/list_folder/continue', kind, count: 1 }]
  const route = pick([
    '*',
    'files/upload',
    'files/download',
    'files/upload_session/*',
    'files/move_v2',
    'files/delete*',
    'files/list_folder*',
  ])
  return [{ route, kind, probability: 0.15, retryAfter: 0 }]
}

function someFolder(
  box: TestBox,
  pick: <Item>(items: readonly Item[]) => Item,
  random: () => number,
): string {
  let folder = box.folder
  while (random() < 0.5) {
    const inner = readdirSync(folder).filter(
      (name) => name !== '.dropbox.cache' && isFolder(join(folder, name)),
    )
    if (inner.length === 0) break
    folder = join(folder, pick(inner))
  }
  return folder
}

function isFolder(path: string): boolean {
  return existsSync(path) && readdirSync(dirname(path)) !== undefined && lstatSync(path).isDirectory()
    ? true
    : lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true && existsSync(path)
}

/** One thing that a person or a program does on a box. */
function onDisk(
  box: TestBox,
  ledger: Ledger,
  pick: <Item>(items: readonly Item[]) => Item,
  random: () => number,
): string {
  const by = box.home.slice(-6)
  const folder = someFolder(box, pick, random)
  const at = join(folder, pick(names))
  const there = readdirSync(folder).filter((name) => name !== '.dropbox.cache' && name !== 'mapped')
  const existing = there.length === 0 ? undefined : join(folder, pick(there))
  const isLink = (path: string): boolean =>
    lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true
  const kind = pick([
    'write',
    'write',
    'write',
    'append',
    'save',
    'delete',
    'delete',
    'move',
    'move',
    'move',
    'folder',
    'swap',
    'retype',
    'anew',
    'nest',
  ])
  try {
    switch (kind) {
      case 'write': {
        if (isLink(at)) break
        return `${ledger.write(at, by)}: ${at}`
      }
      case 'append': {
        if (existing === undefined || !lstatSync(existing).isFile()) break
        return `${ledger.write(existing, by)}: ${existing}`
      }
      case 'save': {
        if (existing === undefined || !lstatSync(existing).isFile()) break
        const temporary = `${existing}.tmp`
        ledger.release(existing)
        const said = ledger.write(temporary, by)
        renameSync(temporary, existing)
        return `${said}: save ${existing}`
      }
      case 'delete': {
        if (existing === undefined) break
        ledger.release(existing)
        rmSync(existing, { recursive: true })
        return `delete ${existing}`
      }
      case 'move': {
        if (existing === undefined || isLink(at)) break
        const to = join(someFolder(box, pick, random), pick(names))
        if (isLink(to)) break
        if (lstatSync(to, { throwIfNoEntry: false })?.isFile()) ledger.release(to)
        renameSync(existing, to)
        return `move ${existing} -> ${to}`
      }
      case 'folder': {
        mkdirSync(at)
        return `mkdir ${at}`
      }
      case 'nest': {
        if (existing === undefined) break
        const made = join(folder, `made ${Math.floor(random() * 4)}`)
        mkdirSync(made)
        renameSync(existing, join(made, pick(names)))
        return `mkdir ${made} && mv ${existing} into it`
      }
      case 'swap': {
        const other = there.length < 2 ? undefined : join(folder, pick(there))
        if (existing === undefined || other === undefined || existing === other) break
        renameSync(existing, `${existing}.swap`)
        renameSync(other, existing)
        renameSync(`${existing}.swap`, other)
        return `swap ${existing} and ${other}`
      }
      case 'retype': {
        if (existing === undefined) break
        ledger.release(existing)
        const wasFile = lstatSync(existing).isFile()
        rmSync(existing, { recursive: true })
        if (wasFile) {
          mkdirSync(existing)
          return `${ledger.write(join(existing, 'inside'), by)}: retype ${existing}`
        }
        return `${ledger.write(existing, by)}: retype ${existing}`
      }
      case 'anew': {
        if (existing === undefined || !lstatSync(existing).isFile()) break
        const content = readFileSync(existing)
        rmSync(existing)
        writeFileSync(existing, content)
        return `rm and write anew ${existing}`
      }
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error) return `${kind} ${at} ${String(error.code)}`
    throw error
  }
  return `no ${kind}`
}

/** One thing that somebody does in Dropbox. */
async function inDropbox(
  cloud: RemoteSide,
  ledger: Ledger,
  pick: <Item>(items: readonly Item[]) => Item,
): Promise<string> {
  const content = ledger.anew('cloud')
  const everything = Object.entries(await cloud.listing().catch(() => ({ '': '/' })))
  const existing = everything.length === 0 ? undefined : pick(everything)[0]
  const folders = ['', ...everything.filter(([, kind]) => kind === '/').map(([path]) => `/${path}`)]
  const at = `${pick(folders)}/${pick(names)}`
  const kind = pick(['write', 'write', 'edit', 'delete', 'move', 'move', 'folder'])
  const said = (): string => `${kind} ${existing} ${at}`
  try {
    if (kind === 'write') await cloud.write(at, content)
    else if (kind === 'folder') await cloud.folder(at)
    else if (existing === undefined || existing === '' || existing === 'mapped') return 'nothing'
    else if (kind === 'edit') await cloud.write(`/${existing}`, content)
    else if (kind === 'delete') await cloud.delete(`/${existing}`)
    else await cloud.move(`/${existing}`, at)
    if (kind === 'write' || kind === 'edit') ledger.wrote(content)
    return `${content}: ${said()}`
  } catch (error) {
    return `${said()} failed: ${String(error).slice(0, 60)}`
  }
}

/** Lets every box come to rest; what waits for a person is approved. */
async function rest(boxes: readonly TestBox[]): Promise<void> {
  for (const box of boxes) {
    for (let calm = 0, looks = 0; calm < 2; looks++) {
      if (looks > 60)
        throw new Error(
          `no rest: ${JSON.stringify(box.engine.status())} ${JSON.stringify(box.engine.problems())}`,
        )
      await box.engine.rescan()
      const status = await resting(box)
      if (status === 'halted') {
        await box.engine.approve()
        if ((await box.engine.restored()) !== undefined) await box.choose('keep-both')
      }
      calm = status === 'up-to-date' ? calm + 1 : 0
    }
  }
}

function resting(box: TestBox): Promise<string> {
  return new Promise((resolve) => {
    const look = (): void => {
      const { state } = box.engine.status()
      if (!['up-to-date', 'halted', 'offline', 'failed'].includes(state)) return
      stop()
      resolve(state)
    }
    const stop = box.engine.listen(look)
    look()
  })
}

/** What a box has not settled, to find out why. */
function unfinished(box: TestBox): string {
  const lines = [...box.store.unsettled()].map(([path, triple]) => `${path} ${JSON.stringify(triple)}`)
  return [`problems ${JSON.stringify(box.engine.problems())}`, ...lines].join('\n')
}

/** `spelled`: capitals count, since Dropbox tells each time that they change. */
async function converge(boxes: readonly TestBox[], cloud: RemoteSide, spelled: boolean): Promise<void> {
  const spelledOut = (tree: Record<string, string>): string =>
    spelled ? linesOf(tree) : linesOf(tree).toLowerCase()
  let said = ''
  for (let round = 0; round < 12; round++) {
    await rest(boxes)
    const remote = await cloud.listing()
    const sides = boxes.map((box) => ({
      expected: spelledOut(without(remote, toldOf(box, 'displaced'))),
      tree: spelledOut(treeOf(box)),
    }))
    if (sides.every(({ expected, tree }) => tree === expected)) return
    said = sides.map(({ expected, tree }) => `${expected}\n----\n${tree}`).join('\n====\n')
    for (const box of boxes) said += `\n${unfinished(box)}`
  }
  throw new Error(`the three sides stay different:\n${said}`)
}

/**
 * What a box holds; the content of the linked folder stands in place of the link. What the box tells to have a name that Dropbox takes for
 * that of another one is left out, and what stands in the place of what got such a name.
 */
function treeOf(box: TestBox): Record<string, string> {
  const tree = listing(box.folder)
  for (const [path, kind] of Object.entries(tree)) {
    if (kind !== '@') continue
    tree[path] = '/'
    for (const [inner, value] of Object.entries(listing(join(box.home, 'workspace'))))
      tree[`${path}/${inner}`] = value
  }
  return without(tree, [...toldOf(box, 'case-clash'), ...toldOf(box, 'displaced')])
}

/** The paths that a box tells to be kept from syncing for a reason. */
function toldOf(box: TestBox, reason: Problem['why']['reason']): readonly string[] {
  return box.engine
    .problems()
    .filter(({ why }) => why.reason === reason)
    .map(({ path }) => path)
}

/** A tree without these paths and what is below them. */
function without(tree: Record<string, string>, paths: readonly string[]): Record<string, string> {
  const isOut = (path: string): boolean => paths.some((out) => `/${path}/`.startsWith(`${out}/`))
  return Object.fromEntries(Object.entries(tree).filter(([path]) => !isOut(path)))
}

function linesOf(tree: Record<string, string>): string {
  return Object.entries(tree)
    .map(([path, kind]) => `${path.normalize('NFC')} ${kind}`)
    .sort((one, other) => (one.toLowerCase() < other.toLowerCase() ? -1 : 1))
    .join('\n')
}

async function nothingLost(ledger: Ledger, boxes: readonly TestBox[], emulator: Emulator): Promise<void> {
  const kept = await revisionsOf(emulator)
  for (const box of boxes)
    for (const folder of [box.folder, join(box.home, 'workspace')]) {
      if (!existsSync(folder)) continue
      for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true }))
        if (entry.isFile()) kept.add(contentHashOf(readFileSync(join(entry.parentPath, entry.name))))
    }
  for (const [hash, content] of ledger.written)
    if (!kept.has(hash) && !ledger.released.has(hash)) throw new Error(`lost: ${content}`)
}

/** Every content that Dropbox could still give back. */
async function revisionsOf(emulator: Emulator): Promise<Set<string>> {
  const { access_token } = emulator.issueToken()
  const ask = async <Answer>(route: string, body: unknown): Promise<Answer> => {
    const answer = await fetch(`${emulator.url}/2/files/${route}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(`${route}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as Answer
  }
  const kept = new Set<string>()
  type Page = { entries: { '.tag': string; path_lower: string }[]; cursor: string; has_more: boolean }
  let page = await ask<Page>('list_folder', { path: '', recursive: true, include_deleted: true })
  for (;;) {
    for (const entry of page.entries) {
      if (entry['.tag'] === 'folder') continue
      try {
        const { entries } = await ask<{ entries: { content_hash: string }[] }>('list_revisions', {
          path: entry.path_lower,
          limit: 100,
        })
        for (const { content_hash } of entries) kept.add(content_hash)
      } catch (error) {
        if (!String(error).includes('not_file')) throw error
      }
    }
    if (!page.has_more) return kept
    page = await ask<Page>('list_folder/continue', { cursor: page.cursor })
  }
}

/** Looking again changes nothing, anywhere. */
async function quiet(boxes: readonly TestBox[], emulator: Emulator): Promise<void> {
  const before = JSON.stringify(writes(emulator))
  for (let look = 0; look < 3; look++) for (const box of boxes) await box.engine.rescan()
  await rest(boxes)
  const after = JSON.stringify(writes(emulator))
  if (before !== after) throw new Error(`no quiet:\n${before}\n${after}`)
}

function writes(emulator: Emulator): Record<string, number> {
  const reading = /list_folder|get_metadata|get_current_account|download|token/
  const { routes } = emulator.stats()
  return Object.fromEntries(Object.entries(routes).filter(([route]) => !reading.test(route)))
}
