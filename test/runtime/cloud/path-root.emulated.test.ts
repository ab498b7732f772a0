import test from 'ava'
import { secret } from '../../../runtime/cloud/sign-in/secret.ts'
import { allDone, emulatedDropbox, listed } from './emulated-dropbox.ts'

test('paths count from the team space where one is named, in every call, and else from the own folder', async (t) => {
  const { emulator, another, cloud: alone } = await emulatedDropbox(t)
  t.is((await alone.account()).teamSpace, undefined)
  const ada = emulator.createAccount({ displayName: 'Ada', team: 'Acme' })
  const { app_key, refresh_token } = emulator.issueToken({ account: ada.id })
  const credentials = {
    kind: 'refreshable',
    appKey: app_key,
    refreshToken: secret(refresh_token),
    access: undefined,
  } as const
  const home = another({ credentials })
  const { teamSpace: pathRoot } = await home.account()
  t.is(pathRoot, String(ada.rootNamespace))
  const team = another({ credentials, pathRoot })
  t.is((await team.account()).id, ada.id)
  t.true(allDone(await home.createFolders(['/mine']), 1))
  t.true(allDone(await team.createFolders(['/Ours']), 1))
  t.deepEqual([...(await listed(home)).keys()], ['/mine'])
  t.deepEqual([...(await listed(team)).keys()].toSorted(), ['/ada', '/ada/mine', '/ours'])
})

test("a team space that is not the account's any more is told as a root that is missing", async (t) => {
  const { another } = await emulatedDropbox(t)
  const cloud = another({ pathRoot: '4711' })
  await t.notThrowsAsync(cloud.account())
  await t.throwsAsync(cloud.changes(undefined), { code: 'root-missing' })
  await t.throwsAsync(cloud.createFolders(['/x']), { code: 'root-missing' })
})
