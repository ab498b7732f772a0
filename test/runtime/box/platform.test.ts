import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { checkSettings } from '../../../runtime/agent/doctor/settings.ts'
import { settingOrigins } from '../../../runtime/box/configuration/origins.ts'
import { withinLocks } from '../../../runtime/box/configuration/within-locks.ts'
import { changeConfiguration, readConfiguration } from '../../../runtime/box/configuration.ts'
import { temporaryHome } from './temporary-home.ts'

function homeWith(t: ExecutionContext, platform: object, own?: object) {
  const paths = temporaryHome(t)
  writeFileSync(paths.platformFile, JSON.stringify(platform))
  mkdirSync(dirname(paths.configFile), { recursive: true })
  if (own) writeFileSync(paths.configFile, JSON.stringify(own))
  return paths
}

test("what the platform sets holds where the person's file sets nothing, setting by setting", async (t) => {
  const paths = homeWith(
    t,
    { folder: '~/Cloud', trash: { days: 3, megabytes: 10 }, niceness: 5 },
    { trash: { days: 30 }, niceness: 1 },
  )
  t.like(await readConfiguration(paths), {
    folder: join(paths.home, 'Cloud'),
    trash: { days: 30, megabytes: 10 },
    niceness: 1,
    rules: { maxNewFiles: 100_000 },
  })
})

test('a list of the person stands for the one of the platform, and a locked list may be repeated', async (t) => {
  const [theirs, own] = [{ exec: 'theirs' }, { exec: 'own' }]
  const paths = homeWith(t, { notify: [theirs, theirs] }, { notify: [own] })
  t.deepEqual(
    (await readConfiguration(paths)).notify.map(({ exec }) => exec),
    ['own'],
  )
  const locked = { notify: [], locked: ['notify'] }
  t.deepEqual((await readConfiguration(homeWith(t, locked, { notify: [] }))).notify, [])
  await t.throwsAsync(readConfiguration(homeWith(t, locked, { notify: [own] })), {
    code: 'configuration_locked',
  })
})

test('a locked setting is refused in the file of a person, with its name and both files', async (t) => {
  const paths = homeWith(
    t,
    { niceness: 5, rules: { maxNewFiles: 10 }, locked: ['niceness', 'rules'] },
    { rules: { maxNewFiles: 20 } },
  )
  await t.throwsAsync(readConfiguration(paths), {
    code: 'configuration_locked',
    message: `${paths.configFile}: "rules.maxNewFiles" cannot be changed, since ${paths.platformFile} fixes it for this computer.`,
  })
})

test('what says the same as a locked setting is no change of it', async (t) => {
  const paths = homeWith(t, { niceness: 5, locked: ['niceness'] }, { niceness: 5 })
  t.is((await readConfiguration(paths)).niceness, 5)
})

test('a locked setting that the platform does not set keeps its default', async (t) => {
  const paths = homeWith(t, { locked: ['trash.days', 'appKey'] }, { trash: { days: 7 } })
  t.is((await readConfiguration(paths)).trash.days, 7)
  await t.throwsAsync(changeConfiguration(paths, { appKey: 'mine' }), { code: 'configuration_locked' })
})

test('no command changes a locked setting, and it changes the others', async (t) => {
  const paths = homeWith(t, { bandwidth: { upload: 50 }, locked: ['bandwidth.upload'] }, { niceness: 1 })
  await t.throwsAsync(changeConfiguration(paths, { bandwidth: { download: 10, upload: 10 } }), {
    code: 'configuration_locked',
  })
  t.is(readFileSync(paths.configFile, 'utf8'), '{"niceness":1}')
  await changeConfiguration(paths, { bandwidth: { download: 10, upload: 50 } })
  t.deepEqual((await readConfiguration(paths)).bandwidth, { download: 10, upload: 50 })
})

for (const [content, code, says] of [
  ['{"nicenes": 1}', 'configuration_invalid', '"nicenes" is not a known setting.'],
  ['{"niceness": 20}', 'configuration_invalid', '"niceness" must be a whole number, 0 to 19.'],
  ['{"locked": ["nicenes"]}', 'configuration_invalid', '"locked.0" must be the name of a setting.'],
  ['{"locked": "niceness"}', 'configuration_invalid', '"locked" must be a list of names.'],
  ['[]', 'configuration_not_json', ''],
] as const)
  test(`the platform's file ${content} is refused by its own name`, async (t) => {
    const paths = temporaryHome(t)
    writeFileSync(paths.platformFile, content)
    const error = await t.throwsAsync(readConfiguration(paths), { code })
    t.true(error?.message.startsWith(paths.platformFile))
    t.true(error?.message.endsWith(says))
  })

test('a variable counts for less than a locked setting, locked with a value or without one', async (t) => {
  const given = { HOME: '/home/ann', DROPBOX_APP_KEY: ' mine ' }
  for (const platform of [{ appKey: 'theirs', locked: ['appKey'] }, { locked: ['appKey'] }]) {
    const paths = homeWith(t, platform)
    t.deepEqual(await withinLocks(paths, given), {
      environment: { HOME: '/home/ann' },
      overruled: [
        `DROPBOX_APP_KEY does not count, since ${paths.platformFile} fixes "appKey" for this computer.`,
      ],
    })
  }
  const same = homeWith(t, { appKey: 'mine', locked: ['appKey'] })
  t.deepEqual(await withinLocks(same, given), { environment: { HOME: '/home/ann' }, overruled: [] })
  const open = homeWith(t, { appKey: 'theirs', locked: ['folder'] })
  t.deepEqual(await withinLocks(open, given), { environment: given, overruled: [] })
})

test('the doctor warns of a variable that a lock has overruled', async (t) => {
  const paths = homeWith(t, {})
  const [configuration, origins] = [await readConfiguration(paths), await settingOrigins(paths)]
  t.like(
    checkSettings({ paths, configuration, origins, overruled: ['It does not count.'], fault: undefined }),
    {
      verdict: 'warning',
      found: 'It does not count. Every setting has its default.',
    },
  )
})

test('the doctor tells who set what', async (t) => {
  const told = async (platform: object, own: object) => {
    const paths = homeWith(t, platform, own)
    const [configuration, origins] = [await readConfiguration(paths), await settingOrigins(paths)]
    const { found, data } = checkSettings({ paths, configuration, origins, overruled: [], fault: undefined })
    return { paths, found, settings: data['settings'] as Record<string, unknown> }
  }
  t.is((await told({}, {})).found, 'Every setting has its default.')
  const { paths, found, settings } = await told(
    { niceness: 5, trash: { days: 3 }, locked: ['niceness', 'appKey'] },
    { trash: { days: 9, megabytes: 5 } },
  )
  t.is(
    found,
    `${paths.configFile} sets trash.days, trash.megabytes. ${paths.platformFile} sets niceness (locked). ` +
      `${paths.platformFile} keeps at the default: appKey (locked). All others have their defaults.`,
  )
  t.like(settings, {
    niceness: { value: 5, from: 'platform', locked: true },
    'trash.days': { value: 9, from: 'person', locked: false },
    'rules.boxMark': { value: 'on', from: 'default', locked: false },
  })
})
