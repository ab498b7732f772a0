import test from 'ava'
import { answerCommand } from '../../../../runtime/agent/command-socket/commands.ts'
import { type CommandPorts, CommandRefused } from '../../../../runtime/agent/command-socket/ports.ts'
import type { AgentReport, RemoteItem } from '../../../../runtime/agent/control.ts'
import type { Bandwidth } from '../../../../runtime/box/configuration.ts'
import type { SelectionRule } from '../../../../runtime/core/selection.ts'
import type { SyncStatus } from '../../../../runtime/engine/status.ts'
import { DiskError } from '../../../../runtime/ports/files.ts'

const inDropbox: Readonly<Record<string, readonly string[]>> = {
  '': ['/Photos', '/Music', '/code'],
  '/photos': ['/Photos/Raw'],
}

/** An agent of `/home/ann` that knows a small Dropbox, of which everything is chosen, and what was done to it. */
function agent({ status = { state: 'up-to-date' } as SyncStatus, problems = 0 } = {}) {
  let rules: readonly SelectionRule[] = [{ path: '', display: '', include: true }]
  const done: unknown[] = []
  const ports: CommandPorts = {
    control: {
      report: async () =>
        ({
          ...{ status, problems, folder: '/home/ann/Dropbox' },
          mappings: [{ name: 'code', link: '/home/ann/Dropbox/code', target: '/home/ann/workspace' }],
        }) as unknown as AgentReport,
      selection: async () => rules,
      select: async (next) => {
        rules = next
      },
      remote: async (folder) =>
        (inDropbox[folder] ?? []).map((path) => ({ path, kind: 'folder', wanted: true }) as RemoteItem),
      fileStatuses: async (paths) => {
        done.push(paths)
        return ['syncing']
      },
      throttle: async (bandwidth) => void done.push(bandwidth),
      proxy: async (choice) => void done.push(choice),
      stop: () => void done.push('stop'),
    },
    keepBandwidth: async (bandwidth: Bandwidth) => void done.push({ kept: bandwidth }),
    keepProxy: async (choice) => void done.push({ kept: choice }),
    shareLink: async (place) => {
      if (place !== '/Photos') return { ok: false, refusal: { reason: 'missing' } }
      const link = { url: 'https://link', kind: 'folder', name: 'Photos', path: '/photos' } as const
      return { ok: true, value: { link: { ...link, expires: undefined, password: false }, made: 'new' } }
    },
    exists: async (path) => path.endsWith('here'),
    // The home is `/home/ann`, and is reached as `/users/ann` as well.
    realpath(path) {
      if (path === '/users/ann/Dropbox/code') return '/home/ann/workspace'
      if (!['/users', '/users/ann', '/users/ann/Dropbox', '/etc'].includes(path))
        throw new DiskError('missing', path)
      return path.replace('/users/ann', '/home/ann')
    },
  }
  const ask = async (name: string, values: Readonly<Record<string, readonly string[]>> = {}) => {
    try {
      const reply = await answerCommand({ name, values: new Map(Object.entries(values)) }, ports)
      return reply === 'when-it-ends' ? reply : reply.ok ? reply.values : reply.sentences
    } catch (error) {
      if (error instanceof CommandRefused) return error.message
      throw error
    }
  }
  return { ask, done }
}

test('the status is told in lines, with what waits for a person', async (t) => {
  t.deepEqual(await agent().ask('get_dropbox_status'), { status: ['Up to date'] })
  const halts = [{ reason: 'box-restored', path: '' }] as const
  const halted = await agent({ status: { state: 'halted', halts }, problems: 2 }).ask('get_dropbox_status')
  t.like(halted, {
    status: {
      0: 'Stopped to keep your files safe.',
      2: '2 paths can\'t sync. "dropbox problems" shows why.',
    },
  })
  t.deepEqual(await agent().ask('needs_link'), {})
})

test('folders are excluded and included again, all of a command or none', async (t) => {
  const { ask } = agent()
  t.deepEqual(await ask('get_ignore_set'), { ignore_set: [] })
  const paths = ['/home/ann/Dropbox/photos/raw/', '/home/ann/Dropbox/Music']
  const ignored = ['/home/ann/Dropbox/photos/raw', '/home/ann/Dropbox/Music']
  t.deepEqual(await ask('ignore_set_add', { paths }), { ignored })
  const ignore_set = ['/home/ann/Dropbox/Music', '/home/ann/Dropbox/Photos/Raw']
  t.deepEqual(await ask('get_ignore_set'), { ignore_set })

  t.deepEqual(
    await ask('ignore_set_remove', { paths: ['/home/ann/Dropbox/Music', '/etc'] }),
    '/etc is not in your Dropbox folder (/home/ann/Dropbox).',
  )
  t.deepEqual(await ask('get_ignore_set'), { ignore_set })
  t.deepEqual(await ask('ignore_set_remove', { paths: ignored }), { removed: ignored })
  t.deepEqual(await ask('get_ignore_set'), { ignore_set: [] })
})

test('what cannot be excluded is refused with the reason', async (t) => {
  const { ask } = agent()
  for (const [path, why] of [
    ['/home/ann/Dropbox', /whole Dropbox folder/],
    ['/home/ann/Dropbox/CODE', /"code" is linked to \/home\/ann\/workspace: "dropbox symlink remove"/],
    ['/home/ann/workspace', /"code" is linked/],
    ['/home/ann/Dropbox/Potos', /There is no "\/Potos" in your Dropbox/],
    ['Photos', /no absolute path/],
  ] as const)
    t.regex(String(await ask('ignore_set_add', { paths: [path] })), why)
  t.is(await ask('ignore_set_add', {}), 'A path is missing.')
  t.deepEqual(await ask('get_ignore_set'), { ignore_set: [] })
  const paths = ['/home/ann/Dropbox/only-here', '/home/ann/workspace/here']
  t.deepEqual(await ask('ignore_set_add', { paths }), { ignored: paths })
})

test('a file is asked for by the path as it stands, or else as the file managers write it', async (t) => {
  const { ask, done } = agent()
  t.deepEqual(await ask('icon_overlay_file_status', { path: ['/a b\\there'] }), { status: ['syncing'] })
  t.deepEqual(await ask('icon_overlay_file_status', { path: ['/a b\\t'] }), { status: ['syncing'] })
  t.deepEqual(done, [['/a b\\there'], ['/a b\t']])
})

test('limits hold at once and are kept; what is no limit is refused', async (t) => {
  const { ask, done } = agent()
  const limit = (download: string, upload: string, more: Record<string, string[]> = {}) =>
    ask('set_bandwidth_limits', { download_mode: [download], upload_mode: [upload], ...more })
  t.deepEqual(await limit('unlimited', 'manual', { upload_limit: ['50'] }), {})
  const bandwidth = { download: 'unlimited', upload: 50 }
  t.deepEqual(done, [{ kept: bandwidth }, bandwidth])
  t.regex(String(await limit('unlimited', 'auto')), /"auto" is not known here/)
  // The script leaves a limit of 0 out.
  for (const text of [[], ['0'], ['-5'], ['5.5']])
    t.regex(String(await limit('manual', 'unlimited', { download_limit: text })), /whole number of KB\/s/)
  t.is(done.length, 2)
})

test('a proxy holds at once and is kept; what is none is refused', async (t) => {
  const { ask, done } = agent()
  const set = (words: Record<string, string>) =>
    ask('set_proxy_settings', Object.fromEntries(Object.entries(words).map(([key, word]) => [key, [word]])))
  t.deepEqual(await set({ mode: 'none' }), {})
  const named = { type: 'socks5', host: 'proxy.example', username: 'ann', password: 'a word' }
  t.deepEqual(await set({ mode: 'manual', port: '1080', ...named }), {})
  const choice = { mode: 'manual', port: 1080, ...named }
  t.deepEqual(done, [{ kept: { mode: 'none' } }, { mode: 'none' }, { kept: choice }, choice])
  for (const [words, told] of [
    [{}, /"none", "auto" or "manual"/],
    [{ mode: 'auto', host: 'p' }, /takes nothing more/],
    [{ mode: 'manual', type: 'ftp', host: 'p', port: '1' }, /"http", "socks4" or "socks5"/],
    [{ mode: 'manual', type: 'http', host: 'http://p', port: '1' }, /without "http:\/\/"/],
    [{ mode: 'manual', type: 'http', host: 'p', port: '65536' }, /1 to 65535/],
    [{ mode: 'manual', type: 'http', host: 'p', port: '1', username: 'a:b', password: 'c' }, /no ":"/],
    [{ mode: 'manual', type: 'http', host: 'p', port: '1', username: 'a', password: '' }, /A password has/],
  ] as const)
    t.regex(String(await set(words)), told)
  t.is(done.length, 4)
})

test('a link is given for what is in Dropbox', async (t) => {
  const { ask } = agent()
  t.deepEqual(await ask('get_shared_link', { path: ['/home/ann/Dropbox/Photos/'] }), {
    link: ['https://link'],
  })
  t.regex(
    String(await ask('get_shared_link', { path: ['/home/ann/workspace/new.txt'] })),
    /^There is no "\/code\/new\.txt" in Dropbox\./,
  )
  t.regex(String(await ask('get_shared_link', { path: ['/etc'] })), /^\/etc is not in your Dropbox folder/)
  t.regex(
    String(await ask('get_shared_link', { path: ['/home/ann/Dropbox'] })),
    /The whole Dropbox cannot be shared/,
  )
  t.is(await ask('get_shared_link'), 'A path is missing.')
})

test('where the home is reached by a link, what is named by way of it is the same', async (t) => {
  const { ask } = agent()
  t.deepEqual(await ask('get_shared_link', { path: ['/users/ann/Dropbox/Photos'] }), {
    link: ['https://link'],
  })
  t.regex(
    String(await ask('get_shared_link', { path: ['/users/ann/Dropbox/code/a/b'] })),
    /^There is no "\/code\/a\/b" in Dropbox\./,
  )
  t.regex(
    String(await ask('get_shared_link', { path: ['/users/ann/other'] })),
    /^\/users\/ann\/other is not in your Dropbox folder/,
  )
  const paths = ['/users/ann/Dropbox/Photos/Raw']
  t.deepEqual(await ask('ignore_set_add', { paths }), { ignored: paths })
  t.deepEqual(await ask('get_ignore_set'), { ignore_set: ['/home/ann/Dropbox/Photos/Raw'] })
})

test('every other command has its answer, and one that nobody knows the words that the script looks for', async (t) => {
  const { ask, done } = agent()
  t.deepEqual(await ask('set_lan_sync', { lansync: ['enabled'] }), {})
  t.deepEqual(await ask('icon_overlay_context_options', { paths: ['/a'] }), { options: [] })
  t.deepEqual(await ask('get_folder_tag', { path: ['/a'] }), { tag: [''] })
  t.deepEqual(await ask('get_emblem_paths'), {})
  t.deepEqual(await ask('set_everything'), ['No command exists by that name: set_everything.'])
  t.is(await ask('tray_action_hard_exit'), 'when-it-ends')
  t.deepEqual(done, ['stop'])
})
