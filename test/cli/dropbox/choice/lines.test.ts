import test from 'ava'
import { treeLines } from '../../../../cli/dropbox/choice/lines.ts'
import type { ChoiceItem } from '../../../../runtime/agent/choices/choices.ts'

const item = (path: string, rest: Partial<ChoiceItem>): ChoiceItem => ({
  path,
  kind: 'folder',
  state: 'synced',
  files: 1,
  bytes: 1024,
  synced: { files: 1, bytes: 1024 },
  waiting: { files: 0, bytes: 0 },
  items: undefined,
  ...rest,
})

const items = [
  item('/Photos', {
    state: 'partly',
    bytes: 3 * 1024 ** 3,
    waiting: { files: 2, bytes: 10 },
    items: [
      item('/Photos/2024', { items: [item('/Photos/2024/May', {}), item('/Photos/2024/June', {})] }),
      item('/Photos/a\nb', { state: 'not-synced' }),
    ],
  }),
  item('/project', { state: 'waiting', waiting: { files: 1, bytes: 2048 } }),
  item('/todo.txt', { kind: 'file', bytes: 4 }),
]
const mappings = [{ name: 'Project', target: '/thesis' }]

test('what syncs is a tree with sizes, states, what waits, and where it is linked to', (t) => {
  t.deepEqual(treeLines({ newFolders: 'exclude', items }, { mappings }, 100), [
    'Photos/              3 GB  partly, 2 files waiting',
    '  ├─ 2024/           1 KB  synced',
    '  │  ├─ May/         1 KB  synced',
    '  │  └─ June/        1 KB  synced',
    '  └─ a\\nb/           1 KB  not synced',
    'project/             1 KB  waiting for 1 file, 2 KB, linked to /thesis',
    'todo.txt          4 bytes  synced',
  ])
})

test('on a narrow terminal names are cut', (t) => {
  const long = item(`/${'x'.repeat(80)}`, {})
  const [line = ''] = treeLines({ newFolders: 'exclude', items: [long] }, { mappings }, 60)
  t.is(line.length, 60)
  t.regex(line, /^x+… {8}1 KB {2}synced$/)
})

test('a folder that is shown by itself begins its own tree', (t) => {
  const inner = [item('/Photos/2024', {}), item('/Photos/2025', {})]
  t.deepEqual(treeLines({ newFolders: 'exclude', items: inner }, { mappings }, 60), [
    '├─ 2024/        1 KB  synced',
    '└─ 2025/        1 KB  synced',
  ])
})
