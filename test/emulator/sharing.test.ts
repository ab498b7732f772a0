import test from 'ava'
import { callerOf, emulate, emulateFor } from './emulation.ts'

const CREATE = 'sharing/create_shared_link_with_settings'

test('a shared link says what it is, and anybody who has it may follow it', async (t) => {
  const { emulator, me } = await emulateFor(t)
  const file = await me.put('/Docs/a b.txt', 'shared')
  const link = (await me.rpc(CREATE, { path: '/docs/a b.txt' })).json
  t.like(link, {
    '.tag': 'file',
    id: file.id,
    name: 'a b.txt',
    path_lower: '/docs/a b.txt',
    rev: file.rev,
    size: 6,
  })
  t.regex(link.url, /^https:\/\/www\.dropbox\.com\/scl\/fi\/[0-9a-z]+\/a%20b\.txt\?rlkey=[0-9a-z]+&dl=0$/)
  t.like(link.link_permissions, { resolved_visibility: { '.tag': 'public' }, can_revoke: true })

  const other = emulator.createAccount()
  const stranger = callerOf(emulator, emulator.issueToken({ account: other.id }).access_token)
  const seen = (await stranger.rpc('sharing/get_shared_link_metadata', { url: link.url })).json
  t.is(seen.name, 'a b.txt')
  t.false('path_lower' in seen)
  t.false(seen.link_permissions.can_revoke)
  t.is((await stranger.download('sharing/get_shared_link_file', { url: link.url })).text, 'shared')
  const { pathname, search } = new URL(link.url)
  t.is(await (await fetch(emulator.url + pathname + search.replace('dl=0', 'dl=1'))).text(), 'shared')
})

test('a second link to the same thing is refused, with the first one', async (t) => {
  const { me } = await emulateFor(t)
  await me.put('/a', '1')
  const first = (await me.rpc(CREATE, { path: '/a' })).json
  const second = await me.rpc(CREATE, { path: '/a' })
  t.is(second.status, 409)
  t.regex(second.json.error_summary, /^shared_link_already_exists\/metadata\/\.{0,3}$/)
  t.is(second.json.error.shared_link_already_exists.metadata.url, first.url)
})

test('a basic account may set neither password nor expiry, others may', async (t) => {
  const emulator = await emulate(t)
  const settings = { requested_visibility: 'password', link_password: 'open sesame' }
  const basic = callerOf(emulator)
  await basic.put('/a', '1')
  const refused = await basic.rpc(CREATE, { path: '/a', settings })
  t.deepEqual(refused.json.error, { '.tag': 'settings_error', settings_error: { '.tag': 'not_authorized' } })

  const account = emulator.createAccount({ type: 'pro' })
  const pro = callerOf(emulator, emulator.issueToken({ account: account.id }).access_token)
  await pro.put('/a', 'secret')
  const missing = await pro.rpc(CREATE, { path: '/a', settings: { requested_visibility: 'password' } })
  t.is(missing.json.error.settings_error['.tag'], 'invalid_settings')
  const { url } = (await pro.rpc(CREATE, { path: '/a', settings })).json
  const follow = (link_password?: string) =>
    pro.download('sharing/get_shared_link_file', { url, link_password })
  t.is((await follow()).json.error['.tag'], 'shared_link_access_denied')
  t.is((await follow('open sesame')).text, 'secret')
})

test('links are listed, those of folders above too, unless only direct ones are asked for', async (t) => {
  const { me } = await emulateFor(t)
  await me.put('/folder/file', '1')
  await me.put('/elsewhere', '1')
  for (const path of ['/folder', '/folder/file', '/elsewhere']) await me.rpc(CREATE, { path })
  const names = async (argument: unknown) => {
    const { json } = await me.rpc('sharing/list_shared_links', argument)
    return json.links.map((link: { name: string }) => link.name).sort()
  }
  t.deepEqual(await names({}), ['elsewhere', 'file', 'folder'])
  t.deepEqual(await names({ path: '/folder/file' }), ['file', 'folder'])
  t.deepEqual(await names({ path: '/folder/file', direct_only: true }), ['file'])
  const none = await me.rpc('sharing/list_shared_links', { path: '/none' })
  t.deepEqual(none.json.error, { '.tag': 'path', path: { '.tag': 'not_found' } })
})

test('a revoked link is gone, and only its owner can revoke it', async (t) => {
  const { emulator, me } = await emulateFor(t)
  await me.put('/a', '1')
  const { url } = (await me.rpc(CREATE, { path: '/a' })).json
  const other = emulator.createAccount()
  const stranger = callerOf(emulator, emulator.issueToken({ account: other.id }).access_token)
  const revoke = 'sharing/revoke_shared_link'
  t.is((await stranger.rpc(revoke, { url })).json.error['.tag'], 'shared_link_access_denied')
  t.is((await me.rpc(revoke, { url })).text, 'null')
  t.is((await me.rpc(revoke, { url })).json.error['.tag'], 'shared_link_not_found')
  t.is((await me.rpc(revoke, { url: 'no link' })).json.error['.tag'], 'shared_link_malformed')
  t.is(
    (await me.rpc('sharing/get_shared_link_metadata', { url })).json.error['.tag'],
    'shared_link_not_found',
  )
})

test('a linked folder gives what is in it, by a path', async (t) => {
  const { me } = await emulateFor(t)
  await me.put('/folder/deep/file', 'inside')
  const { url } = (await me.rpc(CREATE, { path: '/folder' })).json
  t.regex(url, /\/scl\/fo\//)
  const file = await me.download('sharing/get_shared_link_file', { url, path: '/deep/file' })
  t.is(file.text, 'inside')
  const folder = await me.download('sharing/get_shared_link_file', { url })
  t.is(folder.json.error['.tag'], 'shared_link_is_directory')
})

test('settings of a link are changed one by one, by its owner alone', async (t) => {
  const emulator = await emulate(t)
  const account = emulator.createAccount({ type: 'pro' })
  const pro = callerOf(emulator, emulator.issueToken({ account: account.id }).access_token)
  await pro.put('/a', 'secret')
  const { url } = (await pro.rpc(CREATE, { path: '/a' })).json
  const modify = (settings: unknown, more = {}) =>
    pro.rpc('sharing/modify_shared_link_settings', { url, settings, ...more })
  const expires = '2099-01-01T00:00:00Z'
  t.like((await modify({ expires })).json, { url, expires, link_permissions: { require_password: false } })
  const protectedLink = (await modify({ require_password: true, link_password: 'sesame' })).json
  t.like(protectedLink, {
    expires,
    link_permissions: { require_password: true, resolved_visibility: { '.tag': 'password' } },
  })
  const follow = (link_password?: string) =>
    pro.download('sharing/get_shared_link_file', { url, link_password })
  t.is((await follow()).json.error['.tag'], 'shared_link_access_denied')
  t.is((await follow('sesame')).text, 'secret')
  t.false('expires' in (await modify({}, { remove_expiration: true })).json)
  t.is((await modify({ require_password: false })).json.link_permissions.require_password, false)
  t.is((await follow()).text, 'secret')

  const invalid = { '.tag': 'settings_error', settings_error: { '.tag': 'invalid_settings' } }
  t.deepEqual((await modify({})).json.error, invalid)
  t.deepEqual((await modify({ require_password: true })).json.error, invalid)
  t.deepEqual((await modify({ expires: '2001-01-01T00:00:00Z' })).json.error, invalid)
  const route = 'sharing/modify_shared_link_settings'
  const stranger = callerOf(emulator)
  t.is(
    (await stranger.rpc(route, { url, settings: { expires } })).json.error['.tag'],
    'shared_link_access_denied',
  )
  await stranger.put('/b', '1')
  const basic = (await stranger.rpc(CREATE, { path: '/b' })).json
  t.deepEqual((await stranger.rpc(route, { url: basic.url, settings: { expires } })).json.error, {
    '.tag': 'settings_error',
    settings_error: { '.tag': 'not_authorized' },
  })
  const nowhere = { url: 'https://www.dropbox.com/scl/fi/0/x?rlkey=0', settings: { expires } }
  t.is((await pro.rpc(route, nowhere)).json.error['.tag'], 'shared_link_not_found')
})
