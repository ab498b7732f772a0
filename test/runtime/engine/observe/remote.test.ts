import test from 'ava'
import { createMovedFolders } from '../../../../runtime/engine/observe/moved-folders.ts'
import { createRemoteObserver } from '../../../../runtime/engine/observe/remote.ts'
import type { ChangePage, Cloud } from '../../../../runtime/ports/cloud.ts'
import { memoryStore } from '../../store/memory-store.ts'

const untold = { changed: () => {}, counted: () => {}, commits: () => 0 }

function page(cursor: string, ...names: string[]): ChangePage {
  const changes = names.map((name) => {
    const entry = { kind: 'folder', name, id: `id:${name}` } as const
    return { kind: 'present', path: `/${name}`, entry } as const
  })
  return { changes, cursor, more: false }
}

test('a page that comes when another agent of the same home has read on is not taken in', async (t) => {
  const store = memoryStore()
  store.setCursor('first')
  const asked: (string | undefined)[] = []
  const changes: Cloud['changes'] = async (cursor) => {
    asked.push(cursor)
    if (cursor !== 'first') return page('third', 'new')
    // The other agent has learned of what this page tells, and of the end of it.
    store.setCursor('second')
    return page('late', 'gone')
  }
  const cloud: Pick<Cloud, 'changes'> = { changes }
  await createRemoteObserver(store, cloud as Cloud, createMovedFolders(store)).drain(
    new AbortController().signal,
    untold,
  )
  t.deepEqual(asked, ['first', 'second'])
  t.is(store.cursor(), 'third')
  t.deepEqual(
    [...store.children('')].map(([path]) => path),
    ['/new'],
  )
})

test('the next page is on its way while one is written down', async (t) => {
  const store = memoryStore()
  store.setCursor('first')
  const asked: (readonly [cursor: string | undefined, known: number])[] = []
  const pages: Record<string, ChangePage> = {
    first: { ...page('second', 'one'), more: true },
    second: { ...page('third', 'two'), more: true },
    third: page('end', 'three'),
  }
  const changes: Cloud['changes'] = async (cursor) => {
    asked.push([cursor, [...store.children('')].length])
    return pages[cursor ?? ''] ?? page('end')
  }
  await createRemoteObserver(store, { changes }, createMovedFolders(store)).drain(
    new AbortController().signal,
    untold,
  )
  t.deepEqual(asked, [
    ['first', 0],
    ['second', 0],
    ['third', 1],
  ])
  t.is(store.cursor(), 'end')
})

test('a page that was asked for before a commit of our own was recorded is not the last', async (t) => {
  const store = memoryStore()
  store.setCursor('first')
  const asked: (string | undefined)[] = []
  let commits = 0
  const changes: Cloud['changes'] = async (cursor) => {
    asked.push(cursor)
    return cursor === 'first' ? { ...page('second', 'one'), more: true } : page(`after ${cursor}`)
  }
  await createRemoteObserver(store, { changes }, createMovedFolders(store)).drain(
    new AbortController().signal,
    {
      ...untold,
      // The second page is on its way by then.
      changed: () => commits++,
      commits: () => commits,
    },
  )
  t.deepEqual(asked, ['first', 'second', 'after second'])
})
