import test from 'ava'
import { checkStartup, type StartupFacts } from '../../../../runtime/agent/doctor/startup.ts'
import { sound, verdicts } from './findings.ts'

for (const [what, facts, expected] of [
  ['all in order', {}, 'ok ok ok'],
  ['no part', { installed: undefined, onPath: false, scripts: [], autostart: false }, 'warning ok ok'],
  ['an older agent', { running: '0.9.0' }, 'warning ok ok'],
  ['no PATH', { onPath: false }, 'ok warning ok'],
  ['a profile without the lines', { profiles: [{ file: '/p', has: false }] }, 'ok warning ok'],
  ['no autostart', { autostart: false }, 'ok ok warning'],
  ['a startup script that lost its block', { scripts: [] }, 'ok ok wrong'],
] as const satisfies readonly (readonly [string, Partial<StartupFacts>, string])[]) {
  test(`startup with ${what}: ${expected}`, (t) => {
    const found = checkStartup({
      ...{ installed: '1.0.0', version: '1.0.0', running: '1.0.0', binFolder: '/b', onPath: true },
      ...{ profiles: [{ file: '/p', has: true }], scripts: ['/s'], autostart: true },
      ...facts,
    })
    t.is(verdicts(found), expected)
    sound(t, found)
  })
}
