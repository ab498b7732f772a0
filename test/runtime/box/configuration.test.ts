import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import {
  changeConfiguration,
  defaultConfiguration,
  readConfiguration,
} from '../../../runtime/box/configuration.ts'
import { BoxError } from '../../../runtime/box/errors.ts'
import { boxPaths } from '../../../runtime/box/paths.ts'
import { temporaryHome } from './temporary-home.ts'

function homeWith(t: ExecutionContext, content: string) {
  const paths = temporaryHome(t)
  mkdirSync(dirname(paths.configFile), { recursive: true })
  writeFileSync(paths.configFile, content)
  return paths
}

test('without a file there are the defaults', async (t) => {
  const paths = temporaryHome(t)
  t.deepEqual(await readConfiguration(paths), {
    folder: join(paths.home, 'Dropbox'),
    boxName: hostname(),
    pathRoot: 'team',
    rules: { repositories: 'warn-and-skip', maxNewFiles: 100_000, boxMark: 'on' },
    trash: { days: 7, megabytes: 1024 },
    bandwidth: { download: 'unlimited', upload: 'unlimited' },
    niceness: 2,
    rescanMinutes: 'adaptive',
    sharedHome: 'refuse',
    notify: [],
  })
})

test('the settings that docs/install.md shows are all there are, with their defaults', async (t) => {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/install.md'), 'utf8')
  const paths = homeWith(t, /^ {4}\{\n[\s\S]*?^ {4}\}\n/m.exec(page)?.[0] ?? '')
  const told = await readConfiguration(paths)
  t.is(told.boxName, 'the name of the machine')
  t.deepEqual({ ...told, boxName: hostname() }, defaultConfiguration(paths))
})

test('what the file sets counts, and the rest has its default', async (t) => {
  const paths = homeWith(
    t,
    '{"folder": "~/D", "appKey": "abc", "rules": {"repositories": "sync"}, "trash": {"days": 30}, "bandwidth": {"upload": 50}}',
  )
  t.deepEqual(await readConfiguration(paths), {
    folder: join(paths.home, 'D'),
    boxName: hostname(),
    appKey: 'abc',
    pathRoot: 'team',
    rules: { repositories: 'sync', maxNewFiles: 100_000, boxMark: 'on' },
    trash: { days: 30, megabytes: 1024 },
    bandwidth: { download: 'unlimited', upload: 50 },
    niceness: 2,
    rescanMinutes: 'adaptive',
    sharedHome: 'refuse',
    notify: [],
  })
})

for (const [content, says] of [
  ['{"folder": 3}', '"folder" must be the path of the Dropbox folder.'],
  ['{"folder": ""}', '"folder" must be the path of the Dropbox folder.'],
  ['{"rules": 3}', '"rules" must be an object, in braces.'],
  ['{"rules": {"repositories": 1}}', '"rules.repositories" must be "warn-and-skip" or "sync".'],
  ['{"rules": {"x": 1}}', '"rules.x" is not a known setting.'],
  ['{"rules": {"maxNewFiles": 0.5}}', '"rules.maxNewFiles" must be a number of files, 1 or more.'],
  ['{"trash": {"days": 0}}', '"trash.days" must be a number of days, 1 or more.'],
  ['{"trash": {"megabytes": "1"}}', '"trash.megabytes" must be a number of megabytes, 1 or more.'],
  [
    '{"bandwidth": {"download": 0}}',
    '"bandwidth.download" must be "unlimited" or a number of KB per second, 1 or more.',
  ],
  ['{"notify": [{"exec": ""}]}', '"notify.0.exec" must be a command line for /bin/sh.'],
  ['{"niceness": 20}', '"niceness" must be a whole number, 0 to 19.'],
  [
    '{"remoteRoot": "x"}',
    '"remoteRoot" must be a folder of Dropbox like "/{org}/{space}", beginning with "/".',
  ],
  ['{"rescanMinutes": 0}', '"rescanMinutes" must be "adaptive" or a number of minutes, 1 or more.'],
  ['{"pathRoot": "root"}', '"pathRoot" must be "team" or "home".'],
  ['{"sharedHome": true}', '"sharedHome" must be "refuse" or "allow".'],
  ['{"foldr": "/x"}', '"foldr" is not a known setting.'],
]) {
  test(`${content} is refused with its file and field`, async (t) => {
    const paths = homeWith(t, content ?? '')
    const error = await t.throwsAsync(readConfiguration(paths), { instanceOf: BoxError })
    t.is(error?.code, 'configuration_invalid')
    t.is(error?.message, `${paths.configFile}: ${says}`)
  })
}

for (const content of ['', '{', '[]', 'null', '"text"']) {
  test(`a file with ${content || 'nothing'} in it is refused as no JSON object`, async (t) => {
    const paths = homeWith(t, content)
    const error = await t.throwsAsync(readConfiguration(paths), { instanceOf: BoxError })
    t.is(error?.code, 'configuration_not_json')
    t.true(error?.message.startsWith(paths.configFile))
  })
}

test('a change keeps the other settings, and leaves nothing else in the folder', async (t) => {
  const paths = homeWith(t, '{"boxName": "one", "rules": {"repositories": "sync"}}')
  await changeConfiguration(paths, { folder: '/srv/D', rules: { repositories: 'warn-and-skip' } })
  t.deepEqual(JSON.parse(readFileSync(paths.configFile, 'utf8')), {
    boxName: 'one',
    folder: '/srv/D',
    rules: { repositories: 'warn-and-skip' },
  })
  t.deepEqual(readdirSync(dirname(paths.configFile)), ['config.json'])
})

test('a file that is wrong is not overwritten by a change', async (t) => {
  const paths = homeWith(t, '{"foldr": "/x"}')
  await t.throwsAsync(changeConfiguration(paths, { boxName: 'one' }), { instanceOf: BoxError })
  t.is(readFileSync(paths.configFile, 'utf8'), '{"foldr": "/x"}')
})

test('a place that cannot be written gives one sentence', async (t) => {
  // Not even root can make folders in /sys.
  const paths = boxPaths({ HOME: '/sys' })
  const error = await t.throwsAsync(changeConfiguration(paths, { boxName: 'one' }), { instanceOf: BoxError })
  t.is(error?.code, 'not_writable')
})
