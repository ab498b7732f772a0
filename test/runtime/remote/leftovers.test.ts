import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import test from 'ava'
import { nodeFiles } from '../../../runtime/local/node-files.ts'
import type { Machine } from '../../../runtime/ports/machine.ts'
import { fetchIdentity, removeLeftovers } from '../../../runtime/remote/leftovers.ts'
import { temporaryFolder } from '../local/temporary-folder.ts'

const self = { host: 'box', pid: 7, started: 70, boot: 'abc-1', namespace: 'pid:[42]' }
const machine: Machine = { self, lives: ({ pid, started }) => pid === 8 && started === 80 }
const day = 24 * 3_600_000
const name = (of: Partial<typeof self>) => `.~${fetchIdentity({ ...self, ...of }, '1f-2')}`
const dead = name({ pid: 9, started: 90 })
const alive = name({ pid: 8, started: 80 })
const earlier = name({ pid: 8, started: 79 })
const elsewhere = name({ boot: 'def-2' })
const inContainer = name({ namespace: 'pid:[43]' })
const user = process.getuid?.() ?? 0

test('what killed fetches have left goes, and nothing that somebody works with or that is not surely theirs', async (t) => {
  const folder = await temporaryFolder(t)
  const others = [
    '.~dropbox-get-',
    '.~dropbox-get-9.90.abc-1.42',
    '.~lock.txt#',
    `x${dead}`,
    `${dead}~`,
    'a.txt',
  ]
  for (const each of [dead, alive, earlier, elsewhere, inContainer, ...others])
    writeFileSync(`${folder}/${each}`, '')
  mkdirSync(`${folder}/${name({ pid: 10 })}`)
  symlinkSync('a.txt', `${folder}/${name({ pid: 11 })}`)
  const files = nodeFiles()
  const sweep = async (now: number, by = user) =>
    (await removeLeftovers(files, folder, { machine, user: by, now })).toSorted()
  t.deepEqual(await sweep(Date.now(), user + 1), [])
  t.deepEqual(await sweep(Date.now() + 6 * day), [earlier, dead].toSorted())
  t.deepEqual(await sweep(Date.now() + 8 * day), [elsewhere, inContainer].toSorted())
  t.deepEqual(readdirSync(folder).sort(), [...others, alive, name({ pid: 10 }), name({ pid: 11 })].sort())
})

test('a folder that cannot be listed, and a file that cannot be removed, are in nobody’s way', async (t) => {
  const folder = await temporaryFolder(t)
  t.deepEqual(await removeLeftovers(nodeFiles(), `${folder}/none`, { machine, user, now: 0 }), [])
  writeFileSync(`${folder}/${dead}`, '')
  const files = { ...nodeFiles(), unlink: (path: string) => nodeFiles().unlink(`${path}.none`) }
  t.deepEqual(await removeLeftovers(files, folder, { machine, user, now: 0 }), [])
})
