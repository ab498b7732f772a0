import test from 'ava'
import { checkDisk, type DiskFacts } from '../../../../runtime/agent/doctor/disk.ts'
import { sound, verdicts } from './findings.ts'

const gigabyte = 1024 ** 3

for (const [what, facts, verdict] of [
  ['room', {}, 'ok'],
  ['less than the reserve', { available: gigabyte / 2 }, 'wrong'],
  ['little more than the reserve', { available: 1.5 * gigabyte }, 'warning'],
  ['no inodes', { freeInodes: 10 }, 'wrong'],
  ['few inodes', { freeInodes: 1_500 }, 'warning'],
  ['no limit of inodes', { inodes: 0, freeInodes: 0 }, 'ok'],
] as const satisfies readonly (readonly [string, Partial<DiskFacts>, string])[]) {
  test(`a disk with ${what} is ${verdict}`, async (t) => {
    const usual = { total: 100 * gigabyte, available: 50 * gigabyte, inodes: 100_000, freeInodes: 50_000 }
    const found = await checkDisk([{ what: 'a root', path: '/r' }], async () => ({ ...usual, ...facts }))
    t.is(verdicts(found), verdict)
    sound(t, found)
  })
}

test('a disk that cannot be looked at is wrong, and the others are still told', async (t) => {
  const found = await checkDisk(
    [
      { what: 'a root', path: '/gone' },
      { what: 'the state', path: '/s' },
    ],
    async (path) => {
      if (path === '/gone') throw new Error("ENOENT: no such file or directory, statfs '/gone'")
      return { total: gigabyte * 10, available: gigabyte * 9, inodes: 0, freeInodes: 0 }
    },
  )
  t.is(verdicts(found), 'wrong ok')
  t.regex(
    found[0]?.found ?? '',
    /\/gone \(a root\) cannot be looked at: ENOENT: no such file or directory\.$/,
  )
})
