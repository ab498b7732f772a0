import test from 'ava'
import { boxPaths } from '../../../runtime/box/paths.ts'

test('everything lies below ~/.parts by default', (t) => {
  const {
    home,
    workspaceFolder,
    startupScripts,
    clientFolder,
    commandSocketFile,
    pidFile,
    daemonFolder,
    configuration,
    platformFile,
    ...others
  } = boxPaths({ HOME: '/home/kim' })
  t.is(home, '/home/kim')
  t.is(configuration, undefined)
  t.is(platformFile, '/etc/box-parts/dropbox.json')
  t.is(workspaceFolder, '/home/kim/workspace')
  t.deepEqual(startupScripts, [
    '/home/kim/startup.sh',
    '/home/kim/workspace/.guides/startup.sh',
    '/home/kim/workspace/startup.sh',
  ])
  t.deepEqual(
    [daemonFolder, clientFolder, commandSocketFile, pidFile],
    [
      '/home/kim/.dropbox-dist',
      '/home/kim/.dropbox',
      '/home/kim/.dropbox/command_socket',
      '/home/kim/.dropbox/dropbox.pid',
    ],
  )
  for (const place of Object.values(others)) t.regex(place, /^\/home\/kim\/\.parts(\/|$)/)
})

test('AUTOPARTS_ROOT moves it all, but not the home', (t) => {
  const paths = boxPaths({ HOME: '/home/kim', AUTOPARTS_ROOT: '/opt/parts/' })
  t.is(paths.partsRoot, '/opt/parts')
  t.is(paths.socketFile, '/opt/parts/var/dropbox/run/agent.sock')
  t.is(paths.home, '/home/kim')
})

test('DROPBOX_CREDENTIALS_FILE moves the credentials, and a relative one is made absolute', (t) => {
  const credentialsFile = (value: string) =>
    boxPaths({ HOME: '/home/kim', DROPBOX_CREDENTIALS_FILE: value }).credentialsFile
  t.is(credentialsFile('/run/secrets/dropbox'), '/run/secrets/dropbox')
  t.is(credentialsFile('secrets/dropbox'), `${process.cwd()}/secrets/dropbox`)
  t.is(credentialsFile(''), '/home/kim/.parts/var/dropbox/credentials.json')
})

test('DROPBOX_CONFIG gives a configuration places of its own, beside the programs that all share', (t) => {
  const usual = boxPaths({ HOME: '/home/kim' })
  const work = boxPaths({ HOME: '/home/kim', DROPBOX_CONFIG: 'work' })
  t.is(work.configuration, 'work')
  t.is(work.configFile, '/home/kim/.parts/etc/dropbox@work/config.json')
  t.is(work.socketFile, '/home/kim/.parts/var/dropbox@work/run/agent.sock')
  t.is(work.logFile, '/home/kim/.parts/var/log/dropbox@work/agent.log')
  for (const place of ['indexFile', 'credentialsFile', 'lockFile', 'choiceFile', 'runFolder'] as const)
    t.true(work[place].startsWith('/home/kim/.parts/var/dropbox@work/'), place)
  for (const place of ['binFolder', 'packageFolder', 'autostartListFile', 'activeFolder'] as const)
    t.is(work[place], usual[place])
  t.deepEqual(boxPaths({ HOME: '/home/kim', DROPBOX_CONFIG: '' }), usual)
  for (const name of ['../x', 'a b', '', '-x', 'x'.repeat(21)].filter(Boolean))
    t.throws(() => boxPaths({ HOME: '/home/kim', DROPBOX_CONFIG: name }), { code: 'configuration_name' })
})

test('without HOME it is the home of the account', (t) => {
  t.true(boxPaths({}).home.startsWith('/'))
  t.is(boxPaths({ HOME: '' }).home, boxPaths({}).home)
})
