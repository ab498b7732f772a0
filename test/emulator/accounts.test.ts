import test from 'ava'
import { callerOf, emulate, emulateFor } from './emulation.ts'

test('the first account is Freddy, with a name, an address and a root of its own', async (t) => {
  const { me } = await emulateFor(t)
  const { json } = await me.rpc('users/get_current_account', null)
  t.is(json.name.given_name, 'Freddy')
  t.is(json.name.display_name, 'Freddy')
  t.deepEqual(json.account_type, { '.tag': 'basic' })
  t.is(json.root_info['.tag'], 'user')
  t.is(json.root_info.root_namespace_id, json.root_info.home_namespace_id)
})

test('space usage counts live files, and an upload that does not fit is refused and keeps nothing', async (t) => {
  const emulator = await emulate(t)
  const account = emulator.createAccount({ quota: 10 })
  const me = callerOf(emulator, emulator.issueToken({ account: account.id }).access_token)
  await me.put('/a', '123456')
  t.deepEqual((await me.rpc('users/get_space_usage')).json, {
    used: 6,
    allocation: { '.tag': 'individual', allocated: 10 },
  })
  const refused = await me.upload('files/upload', { path: '/b' }, '12345')
  t.is(refused.status, 409)
  t.deepEqual(refused.json.error.reason, { '.tag': 'insufficient_space' })
  t.is(
    (await me.rpc('files/copy_v2', { from_path: '/a', to_path: '/c' })).json.error['.tag'],
    'insufficient_quota',
  )
  await me.rpc('files/delete_v2', { path: '/a' })
  t.is((await me.rpc('users/get_space_usage')).json.used, 0)
  await me.put('/b', '12345')
})

test('accounts do not see each other', async (t) => {
  const { emulator, me } = await emulateFor(t)
  const wanda = emulator.createAccount({ displayName: 'Wanda' })
  const her = callerOf(emulator, emulator.issueToken({ account: wanda.id }).access_token)
  const mine = await me.put('/mine', '1')
  const { cursor } = (await me.rpc('files/list_folder', { path: '' })).json
  t.deepEqual((await her.rpc('files/list_folder', { path: '' })).json.entries, [])
  t.is((await her.rpc('files/get_metadata', { path: mine.id })).status, 409)
  t.is((await her.download('files/download', { path: `rev:${mine.rev}` })).status, 409)
  t.is((await her.rpc('files/list_folder/continue', { cursor })).status, 400)
})

test('an app-folder app sees its folder as the root, and nothing else', async (t) => {
  const { emulator, me } = await emulateFor(t)
  emulator.registerApp({ key: 'small', name: 'Small App', access: 'app_folder' })
  const app = callerOf(emulator, emulator.issueToken({ app: 'small' }).access_token)
  await me.put('/outside.txt', 'x')
  const { cursor } = (await app.rpc('files/list_folder', { path: '', recursive: true })).json
  const file = await app.put('/Docs/a.txt', 'inside')
  t.is(file.path_display, '/Docs/a.txt')
  t.is((await me.rpc('files/get_metadata', { path: '/apps/small app/docs/a.txt' })).json.id, file.id)
  const changes = (await app.rpc('files/list_folder/continue', { cursor })).json.entries
  t.deepEqual(
    changes.map((entry: { path_display: string }) => entry.path_display),
    ['/Docs', '/Docs/a.txt'],
  )
  const outside = await me.rpc('files/get_metadata', { path: '/outside.txt' })
  t.is((await app.rpc('files/get_metadata', { path: outside.json.id })).status, 409)
  t.is((await app.rpc('files/get_metadata', { path: '/outside.txt' })).status, 409)
})

test('a team member lives in a home folder and sees the team space by the root', async (t) => {
  const emulator = await emulate(t)
  const ada = emulator.createAccount({ displayName: 'Ada Admin', team: 'Acme' })
  const ben = emulator.createAccount({ displayName: 'Ben', team: 'Acme' })
  const her = callerOf(emulator, emulator.issueToken({ account: ada.id }).access_token)
  const his = callerOf(emulator, emulator.issueToken({ account: ben.id }).access_token)
  const info = (await her.rpc('users/get_current_account')).json.root_info
  t.like(info, { '.tag': 'team', home_path: '/Ada Admin' })
  t.not(info.root_namespace_id, info.home_namespace_id)
  const root = { 'Dropbox-API-Path-Root': JSON.stringify({ '.tag': 'root', root: info.root_namespace_id }) }
  await her.put('/diary.txt', 'secret')
  await her.rpc('files/create_folder_v2', { path: '/Team' }, root)
  const names = async (caller: typeof her, headers: Record<string, string>) =>
    (await caller.rpc('files/list_folder', { path: '', recursive: true }, headers)).json.entries.map(
      (entry: { path_display: string }) => entry.path_display,
    )
  t.deepEqual(await names(her, {}), ['/diary.txt'])
  t.deepEqual(await names(her, root), ['/Ada Admin', '/Ada Admin/diary.txt', '/Team'])
  t.deepEqual(await names(his, root), ['/Ben', '/Team'])
  t.is((await his.rpc('files/get_metadata', { path: '/Ada Admin/diary.txt' }, root)).status, 409)
  const home = `ns:${info.home_namespace_id}/diary.txt`
  t.is((await her.rpc('files/get_metadata', { path: home }, root)).json.path_lower, '/ada admin/diary.txt')
  const removal = await her.rpc('files/delete_v2', { path: '/Ada Admin' }, root)
  t.deepEqual(removal.json.error, { '.tag': 'path_write', path_write: { '.tag': 'team_folder' } })
})

test('a path root that is not the root, or not theirs, is a 422', async (t) => {
  const { me } = await emulateFor(t)
  const withRoot = (root: unknown) =>
    me.rpc('files/list_folder', { path: '' }, { 'Dropbox-API-Path-Root': JSON.stringify(root) })
  t.is((await withRoot({ '.tag': 'home' })).status, 200)
  const stale = await withRoot({ '.tag': 'root', root: '1' })
  t.is(stale.status, 422)
  t.is(stale.json.error['.tag'], 'invalid_root')
  t.is(stale.json.error.invalid_root['.tag'], 'user')
  const foreign = await withRoot({ '.tag': 'namespace_id', namespace_id: '1' })
  t.is(foreign.status, 422)
  t.deepEqual(foreign.json.error, { '.tag': 'no_permission' })
  t.is((await withRoot({ '.tag': 'moon' })).status, 400)
  t.is((await withRoot(5)).status, 400)
})

test('a cursor belongs to its path root, or follows it, as configured', async (t) => {
  const emulator = await emulate(t)
  const ada = emulator.createAccount({ displayName: 'Ada', team: 'Acme' })
  const her = callerOf(emulator, emulator.issueToken({ account: ada.id }).access_token)
  const root = {
    'Dropbox-API-Path-Root': JSON.stringify({ '.tag': 'root', root: String(ada.rootNamespace) }),
  }
  const { cursor } = (await her.rpc('files/list_folder', { path: '', recursive: true }, root)).json
  await her.put('/a', 'x')
  t.is((await her.rpc('files/list_folder/continue', { cursor })).status, 400)
  emulator.configure({ cursors: { boundToPathRoot: false } })
  const { entries } = (await her.rpc('files/list_folder/continue', { cursor })).json
  t.is(entries[0].path_display, '/Ada/a')
})

test("a team member's account tells the team with the policies that every client's types demand", async (t) => {
  const emulator = await emulate(t)
  const wanda = emulator.createAccount({ displayName: 'Wanda', team: 'Circus', type: 'business' })
  const me = callerOf(emulator, emulator.issueToken({ account: wanda.id }).access_token)
  const { team } = (await me.rpc('users/get_current_account', null)).json
  t.is(team.name, 'Circus')
  t.like(team, {
    sharing_policies: {
      shared_folder_member_policy: { '.tag': 'anyone' },
      shared_folder_join_policy: { '.tag': 'from_anyone' },
      shared_link_create_policy: { '.tag': 'default_public' },
    },
    office_addin_policy: { '.tag': 'enabled' },
  })
})
