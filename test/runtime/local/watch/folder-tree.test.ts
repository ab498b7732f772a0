import test from 'ava'
import { type Node, nodeAt, nodesBelow, pathOf } from '../../../../runtime/local/watch/folder-tree.ts'

function nodeIn(parent: Node | undefined, name: string): Node {
  const node: Node = {
    ...{ name, parent, inode: 0, recent: 0, changed: 0, isRead: false, found: 0 },
    ...{ watcher: undefined, children: new Map(), ignored: [], closed: false },
  }
  parent?.children?.set(name, node)
  return node
}

test('a folder is found by its path, whatever the root is called', (t) => {
  for (const root of ['/', '/home/me/Dropbox']) {
    const top = nodeIn(undefined, root)
    const inner = nodeIn(nodeIn(top, 'a'), 'b')
    t.is(nodeAt(top, root), top)
    t.is(nodeAt(top, pathOf(inner)), inner)
    t.is(nodeAt(top, `${root}/a/c/b`), undefined)
  }
})

test('one folder may hold more of them than a call takes arguments', (t) => {
  const top = nodeIn(undefined, '/top')
  for (let index = 0; index < 500_000; index++) nodeIn(top, `${index}`)
  t.is([...nodesBelow(top)].length, 500_001)
})
