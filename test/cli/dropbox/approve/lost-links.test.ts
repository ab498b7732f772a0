import test from 'ava'
import { lostLinks } from '../../../../cli/dropbox/approve/lost-links.ts'

const mappings = [
  { name: 'code', link: '/home/box/Dropbox/code', target: '/home/box/workspace' },
  { name: "ann's notes", link: "/home/box/Dropbox/ann's notes", target: '/home/box/my notes' },
]

test('who begins anew with an empty Dropbox folder is told how to link folders again', (t) => {
  const emptied = { reason: 'root-emptied', path: '', target: '/home/box/Dropbox', files: 3 } as const
  t.deepEqual(lostLinks(emptied, mappings), [
    'Its links are gone: these folders keep their files, here and in Dropbox, and stop syncing until you link them again:',
    '  dropbox symlink add /home/box/workspace code',
    `  dropbox symlink add '/home/box/my notes' 'ann'\\''s notes'`,
  ])
  t.deepEqual(lostLinks(emptied, []), [])
})

test('a linked folder that begins anew keeps its link', (t) => {
  const emptied = { reason: 'root-emptied', path: '/code', target: '/home/box/workspace', files: 3 } as const
  t.deepEqual(lostLinks(emptied, mappings), [])
})
