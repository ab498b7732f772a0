import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { headroomOf } from '../../../../runtime/agent/stored/headroom.ts'

test('what is kept free is given once, and kept again later', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'headroom-'))
  t.teardown(() => rmSync(folder, { recursive: true, force: true }))
  const headroom = headroomOf(join(folder, 'index.db'))
  const file = join(folder, 'index.db.headroom')
  t.false(headroom.give())
  for (let turn = 0; turn < 2; turn++) {
    headroom.restore()
    const { blocks, size } = statSync(file)
    t.true(blocks * 512 >= size, 'all of it takes room on the disk')
    t.true(headroom.give())
    t.false(existsSync(file))
    t.false(headroom.give())
  }
})

test('where no room can be kept nothing fails', (t) => {
  t.notThrows(() => headroomOf('/nowhere/index.db').restore())
})
