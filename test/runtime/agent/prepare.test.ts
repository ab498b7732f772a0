import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { prepareOn } from '../../../runtime/agent/prepare.ts'
import { takeLock } from '../../../runtime/agent/process/lock.ts'
import { boxPaths } from '../../../runtime/box/paths.ts'
import { writeCredentials } from '../../../runtime/cloud/sign-in/credentials-file.ts'
import { secret } from '../../../runtime/cloud/sign-in/secret.ts'
import { memoryStore } from '../store/memory-store.ts'
import { temporaryHome } from './home.ts'

/** What an agent says of its link when it starts, in its log and in its report, in a home of this mode. */
async function said(
  t: ExecutionContext,
  mode: number,
  platform: object,
  { own = {}, variables = {} }: { own?: object; variables?: NodeJS.ProcessEnv } = {},
) {
  const { paths: usual } = await temporaryHome(t)
  const platformFile = join(usual.home, 'platform.json')
  const environment = { HOME: usual.home, DROPBOX_PLATFORM_CONFIG: platformFile, ...variables }
  const paths = boxPaths(environment)
  mkdirSync(dirname(paths.configFile), { recursive: true })
  writeFileSync(platformFile, JSON.stringify(platform))
  // The tests go on at their own pace.
  writeFileSync(paths.configFile, JSON.stringify({ niceness: 0, ...own }))
  await writeCredentials(paths.credentialsFile, {
    kind: 'refreshable',
    appKey: 'key',
    refreshToken: secret('token'),
    access: undefined,
  })
  await (await takeLock(paths, 'command')).release()
  chmodSync(paths.home, mode)
  const logged: unknown[] = []
  const nothing = () => undefined
  const prepared = await prepareOn(paths, environment)(memoryStore(), {
    ...{ info: nothing, error: nothing, failure: nothing, hide: nothing, close: nothing },
    warn: (_, data) => void logged.push(data?.['warning']),
  })
  await prepared.close()
  t.deepEqual(logged, [...prepared.facts.link.warnings])
  return prepared.facts.link.warnings
}

test('an agent that starts with a link which others can get at says so, in its log and in its status', async (t) => {
  t.deepEqual(await said(t, 0o700, {}), [])
  const [warning, ...others] = await said(t, 0o777, {})
  t.regex(warning ?? '', /^Other users of this computer can write to /)
  t.deepEqual(others, [])
  t.deepEqual(await said(t, 0o777, {}, { own: { sharedHome: 'allow' } }), [])
  const fromSecret = { DROPBOX_REFRESH_TOKEN: 'token', DROPBOX_APP_KEY: 'key' }
  t.deepEqual(await said(t, 0o777, {}, { variables: fromSecret }), [])
})

test('an agent does not start with such a link where the platform says so', async (t) => {
  for (const platform of [{ sharedHome: 'refuse' }, { locked: ['sharedHome'] }])
    await t.throwsAsync(said(t, 0o777, platform), { code: 'shared-home' })
  t.deepEqual(await said(t, 0o700, { locked: ['sharedHome'] }), [])
})

test('a variable that says something else than a locked setting does not count, and is told of', async (t) => {
  const locked = { appKey: 'theirs', locked: ['appKey'] }
  t.regex(
    (await said(t, 0o700, locked, { variables: { DROPBOX_APP_KEY: 'mine' } }))[0] ?? '',
    /^DROPBOX_APP_KEY does not count, since .*platform\.json fixes "appKey" for this computer\.$/,
  )
  t.deepEqual(await said(t, 0o700, locked, { variables: { DROPBOX_APP_KEY: 'theirs' } }), [])
  t.deepEqual(await said(t, 0o700, { appKey: 'theirs' }, { variables: { DROPBOX_APP_KEY: 'mine' } }), [])
})
