import test from 'ava'
import fc from 'fast-check'
import type { PathKey } from '../../../runtime/core/path.ts'
import { type Store, StoreError, type TreeName } from '../../../runtime/ports/store.ts'
import { openStore } from '../../../runtime/store/store.ts'
import { localFile, localFolder, remoteFile, remoteFolder, syncedFile, syncedFolder } from './entries.ts'
import { memoryStore } from './memory-store.ts'

type Kind = 'file' | 'other file' | 'folder' | 'nothing'

type Side = Exclude<TreeName, 'synced'>

type Step =
  | { readonly do: 'set'; readonly tree: TreeName; readonly path: PathKey; readonly kind: Kind }
  | { readonly do: 'agree'; readonly sides: readonly Side[]; readonly path: PathKey; readonly kind: Kind }
  | { readonly do: 'rebase'; readonly tree: TreeName; readonly path: PathKey; readonly to: PathKey }
  | { readonly do: 'clear'; readonly tree: TreeName; readonly path: PathKey }
  | { readonly do: 'print'; readonly path: PathKey; readonly fingerprint: string }
  | { readonly do: 'select'; readonly rules: readonly (readonly [PathKey, boolean])[] }
  | { readonly do: 'transaction'; readonly steps: readonly Step[]; readonly fails: boolean }

const tree = fc.constantFrom<TreeName>('remote', 'local', 'synced')
const path = fc
  .array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 4 })
  .map((names) => `/${names.join('/')}`)
const anywhere = fc.oneof({ weight: 1, arbitrary: fc.constant('') }, { weight: 6, arbitrary: path })
const kind = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Kind>('folder') },
  { weight: 3, arbitrary: fc.constantFrom<Kind>('file', 'other file') },
  { weight: 1, arbitrary: fc.constant<Kind>('nothing') },
)
const single: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: fc.record({ do: fc.constant('set'), tree, path, kind }) },
  {
    weight: 3,
    arbitrary: fc.record({
      ...{ do: fc.constant('agree'), sides: fc.subarray<Side>(['remote', 'local']), path: anywhere },
      kind: fc.constantFrom<Kind>('file', 'other file', 'folder'),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('rebase'), tree, path, to: path }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('clear'), tree, path: anywhere }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('print'),
      path: anywhere,
      fingerprint: fc.constantFrom('one', 'other'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('select'),
      rules: fc.array(fc.tuple(anywhere, fc.boolean()), { maxLength: 3 }),
    }),
  },
)
const steps = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: single },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant('transaction'),
        steps: fc.array(single, { maxLength: 6 }),
        fails: fc.boolean(),
      }),
    },
  ),
  { maxLength: 60 },
)

test('the store on disk and the one in memory cannot be told apart', (t) => {
  fc.assert(
    fc.property(steps, (todo) => {
      const model = memoryStore()
      const store = openStore(':memory:', { rememberedFolders: 2 })
      try {
        store.count('remote', '')
        for (const step of todo) {
          t.is(outcome(store, step), outcome(model, step))
          t.deepEqual(contentOf(store), contentOf(model))
        }
      } finally {
        store.close()
      }
    }),
    { numRuns: 400, seed: Number(process.env['SEED'] ?? 1), endOnFailure: false },
  )
})

function outcome(store: Store, step: Step): string {
  try {
    apply(store, step)
    return 'done'
  } catch (error) {
    if (error instanceof StoreError) return error.code
    throw error
  }
}

function apply(store: Store, step: Step): void {
  switch (step.do) {
    case 'set':
      set(store, step.tree, step.path, step.kind)
      break
    case 'agree':
      agree(store, step.sides, step.path, step.kind)
      break
    case 'rebase':
      store.rebase(step.tree, step.path, step.to)
      break
    case 'clear':
      store.clear(step.tree, step.path)
      break
    case 'print':
      store.setFingerprint(step.path, step.fingerprint)
      break
    case 'select':
      store.setSelection(step.rules.map(([path, include]) => ({ path, display: path, include })))
      break
    case 'transaction':
      store.transaction(() => {
        for (const one of step.steps) outcome(store, one)
        if (step.fails) throw new StoreError('input-output', 'as if')
      })
      break
  }
}

function set(store: Store, tree: TreeName, path: PathKey, kind: Kind): void {
  const letter = kind === 'file' ? 'a' : 'b'
  const inode = path.length
  switch (tree) {
    case 'remote':
      store.setRemote(path, pick(kind, remoteFile(path, letter, inode), remoteFolder(path)))
      break
    case 'local':
      store.setLocal(path, pick(kind, localFile(path, letter, inode, 3), localFolder(path, inode)))
      break
    case 'synced':
      store.setSynced(path, pick(kind, syncedFile(path, letter, inode), syncedFolder(path, inode)))
  }
}

function agree(store: Store, sides: readonly Side[], path: PathKey, kind: Kind): void {
  const letter = kind === 'file' ? 'a' : 'b'
  const inode = path.length
  const isFolder = kind === 'folder'
  store.setAgreed(path, {
    ...(sides.includes('remote') && {
      remote: isFolder ? remoteFolder(path) : remoteFile(path, letter, inode),
    }),
    ...(sides.includes('local') && {
      local: isFolder ? localFolder(path, inode) : localFile(path, letter, inode, 3),
    }),
    synced: isFolder ? syncedFolder(path, inode) : syncedFile(path, letter, inode),
  })
}

function pick<File, Folder>(kind: Kind, file: File, folder: Folder): File | Folder | undefined {
  if (kind === 'nothing') return undefined
  return kind === 'folder' ? folder : file
}

function contentOf(store: Store): unknown {
  const nodes: unknown[] = []
  const visit = (folder: PathKey) => {
    for (const [path, triple] of store.children(folder)) {
      nodes.push([path, triple, store.get(path), store.wanted(path), store.fingerprint(path)])
      nodes.push((['remote', 'local', 'synced'] as const).map((tree) => store.count(tree, path)))
      if (triple.synced) {
        const found = store.syncedWithId(triple.synced.id)
        nodes.push(found !== undefined && store.get(found).synced?.id === triple.synced.id)
      }
      visit(path)
    }
  }
  visit('')
  const unsettled = [...store.unsettled()]
  const depths = unsettled.map(([path]) => path.split('/').length)
  return {
    nodes,
    onBoth: [...store.unsettledOnBoth()].sort(),
    isAnyLost: store.isAnyLost(),
    unsettled: unsettled.sort(([one], [other]) => (one < other ? -1 : 1)),
    foldersFirst: depths.every((depth, index) => depth >= (depths[index - 1] ?? 0)),
    counts: (['remote', 'local', 'synced'] as const).map((tree) => store.count(tree, '')),
    selection: store.selection(),
  }
}
