import test from 'ava'
import fc from 'fast-check'
import { startEmulator } from '../../emulator/server.ts'
import { type Caller, callerOf, temporaryFolder } from './emulation.ts'

/** What a client believes is there: path in lower case to a file's hash, or 'folder'. */
type Mirror = Map<string, string>

interface Entry {
  '.tag': 'file' | 'folder' | 'deleted'
  path_lower: string
  content_hash?: string
}

/** Follows the rules that the API reference gives for list_folder entries, in their order. */
function apply(mirror: Mirror, entry: Entry): void {
  const path = entry.path_lower
  const removeBelow = () => {
    for (const known of [...mirror.keys()]) if (known.startsWith(`${path}/`)) mirror.delete(known)
  }
  if (entry['.tag'] === 'deleted') {
    mirror.delete(path)
    removeBelow()
    return
  }
  for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
    const parent = path.slice(0, at)
    if (mirror.get(parent) !== 'folder') mirror.set(parent, 'folder')
  }
  if (entry['.tag'] === 'file') {
    removeBelow()
    mirror.set(path, entry.content_hash ?? '')
  } else mirror.set(path, 'folder')
}

async function follow(me: Caller, mirror: Mirror, cursor: string): Promise<string> {
  for (;;) {
    const { json } = await me.rpc('files/list_folder/continue', { cursor })
    for (const entry of json.entries) apply(mirror, entry)
    cursor = json.cursor
    if (!json.has_more) return cursor
  }
}

async function listAll(me: Caller): Promise<{ mirror: Mirror; cursor: string }> {
  const { json } = await me.rpc('files/list_folder', { path: '', recursive: true })
  const mirror: Mirror = new Map()
  for (const entry of json.entries) apply(mirror, entry)
  const cursor = json.has_more ? await follow(me, mirror, json.cursor) : json.cursor
  return { mirror, cursor }
}

const name = fc.constantFrom('a', 'b')
const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => `/${names.join('/')}`)
const change = fc.oneof(
  fc.record({ kind: fc.constant('put' as const), path, content: fc.constantFrom('1', '2') }),
  fc.record({ kind: fc.constant('folder' as const), path }),
  fc.record({ kind: fc.constant('delete' as const), path }),
  fc.record({ kind: fc.constant('move' as const), from: path, to: path }),
  fc.record({ kind: fc.constant('copy' as const), from: path, to: path }),
)

type Change = typeof change extends fc.Arbitrary<infer Value> ? Value : never

/** Many changes are refused (a file in the way, nothing there); a refused one changes nothing. */
async function make(me: Caller, step: Change): Promise<void> {
  switch (step.kind) {
    case 'put':
      await me.upload('files/upload', { path: step.path, mode: 'overwrite' }, step.content)
      return
    case 'folder':
      await me.rpc('files/create_folder_v2', { path: step.path })
      return
    case 'delete':
      await me.rpc('files/delete_v2', { path: step.path })
      return
    case 'move':
    case 'copy':
      await me.rpc(`files/${step.kind}_v2`, { from_path: step.from, to_path: step.to })
  }
}

const log = fc.record({
  folderDeletion: fc.constantFrom('folder', 'folder_then_children', 'children_then_folder'),
  recreation: fc.constantFrom('coalesced', 'delete_and_add'),
  shuffled: fc.boolean(),
})
const pages = fc.record({ forced: fc.constantFrom(1, 3, null), empty: fc.boolean() })

test('whoever follows the log has the tree, from whatever moment, in every mode', async (t) => {
  const emulator = await startEmulator({
    dataFolder: await temporaryFolder(t),
    config: { listing: { order: 'shuffled' } },
  })
  t.teardown(() => emulator.close())
  await fc.assert(
    fc.asyncProperty(
      fc.array(change, { minLength: 8, maxLength: 16 }),
      log,
      pages,
      async (steps, ...config) => {
        emulator.configure({ log: config[0], pages: config[1] })
        const account = emulator.createAccount()
        const me = callerOf(emulator, emulator.issueToken({ account: account.id }).access_token)
        let { mirror, cursor } = await listAll(me)
        // One client for every moment it may have looked last: each must arrive at the same tree.
        const clients = [{ mirror, cursor }]
        for (const step of steps) {
          await make(me, step)
          mirror = new Map(mirror)
          cursor = await follow(me, mirror, cursor)
          clients.push({ mirror, cursor })
        }
        const truth = [...(await listAll(me)).mirror].sort()
        for (const client of clients) {
          await follow(me, client.mirror, client.cursor)
          t.deepEqual([...client.mirror].sort(), truth)
        }
      },
    ),
    { numRuns: 60 },
  )
})
