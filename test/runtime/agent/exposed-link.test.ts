import test from 'ava'
import { judgeExposure } from '../../../runtime/agent/exposed-link.ts'
import type { Exposure } from '../../../runtime/agent/private-place.ts'
import type { SettingOrigin } from '../../../runtime/box/configuration/origins.ts'

const open: Exposure = { why: 'writable', folder: '/home/ann', mode: 0o777 }
const judge = (
  exposure: Exposure | undefined,
  sharedHome: 'refuse' | 'allow',
  origin: Omit<SettingOrigin, 'name'> = { from: 'default', locked: false },
) =>
  judgeExposure(exposure, { sharedHome }, [{ name: 'sharedHome', ...origin }], {
    platformFile: '/etc/p.json',
  })

test('a link that others can get at is warned of, by who they are and with what helps', (t) => {
  t.regex(
    judge(open, 'refuse') ?? '',
    /^Other users .* write to \/home\/ann \(its mode is 0777\).* Make the folder yours alone.* "sharedHome": "allow"/,
  )
  t.regex(
    judge({ why: 'foreign', folder: '/home', owner: 7 }, 'refuse') ?? '',
    /^\/home belongs to another user \(7\)/,
  )
})

test('where nobody can, the settings allow it, or only the disk has many machines, nothing is said', (t) => {
  t.is(judge(undefined, 'refuse', { from: 'platform', locked: true }), undefined)
  t.is(judge(open, 'allow'), undefined)
  t.is(judge({ why: 'network', folder: '/home' }, 'refuse', { from: 'platform', locked: true }), undefined)
})

test('where the platform says so it is refused, also what was linked long ago', (t) => {
  for (const origin of [
    { from: 'platform', locked: false },
    { from: 'default', locked: true },
  ] as const)
    t.throws(() => judge(open, 'refuse', origin), {
      code: 'shared-home',
      message: /^Other users .* \/etc\/p\.json does not allow that\. Make the folder yours alone/,
    })
})
