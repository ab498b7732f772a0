import { userInfo } from 'node:os'
import { join, resolve } from 'node:path'
import { BoxError } from './errors.ts'

/** Every place on a box that this project reads or writes, as absolute paths. */
export type BoxPaths = {
  home: string
  /** which of the configurations side by side this is: DROPBOX_CONFIG, undefined for the usual one */
  configuration: string | undefined
  /** AUTOPARTS_ROOT, or ~/.parts */
  partsRoot: string
  /** executables of the installed parts, on the PATH */
  binFolder: string
  /** one folder per part, one folder per version in it */
  packagesFolder: string
  /** the dropbox part: one folder per version */
  packageFolder: string
  /** `parts` itself: one folder per version beside bin/ */
  autopartsFolder: string
  /** shell files whose content `parts env` repeats */
  environmentFolder: string
  /** what the person has set */
  configFile: string
  /** what is set for everybody on this computer: DROPBOX_PLATFORM_CONFIG, or /etc/box-parts/dropbox.json */
  platformFile: string
  /** state of the agent, mode 0700; survives uninstall and upgrade, ends with purge */
  stateFolder: string
  /** mode 0600; DROPBOX_CREDENTIALS_FILE, or in the state folder */
  credentialsFile: string
  /** by which proxy Dropbox is reached, with its password; mode 0600 */
  proxyFile: string
  indexFile: string
  /** what the index knows of a person's choice, for when it is damaged; mode 0600 */
  choiceFile: string
  /** which folder of Dropbox this box syncs with; mode 0600 */
  remoteRootFile: string
  lockFile: string
  /** what an agent had not sent when it ended */
  unsentFile: string
  /** the adoption of a folder that was begun and has not ended; mode 0600 */
  adoptionFile: string
  /** mode 0700 */
  runFolder: string
  /** unix socket, mode 0600; Linux allows 107 bytes for its whole path */
  socketFile: string
  /** where Dropbox's own programs look for a daemon to start */
  daemonFolder: string
  /** where Dropbox's own programs look for the one that syncs; mode 0700 */
  clientFolder: string
  /** unix socket of Dropbox's own protocol, mode 0600 */
  commandSocketFile: string
  /** the process that has `commandSocketFile`; mode 0600 */
  pidFile: string
  logFile: string
  /** V8 code cache of the bundles; may be removed at any time */
  compileCacheFolder: string
  /** an empty file per part that is to run after a boot */
  autostartFolder: string
  /** the parts that startup.sh starts, one name per line */
  autostartListFile: string
  /** the startup script that holds our block, when it is none of `startupScripts` */
  startupScriptFile: string
  /** a file per installed part, holding its version */
  activeFolder: string
  workspaceFolder: string
  /** the scripts that a box runs at boot, in the order in which it runs them */
  startupScripts: readonly [home: string, guides: string, workspace: string]
}

/**
 * Gives the places of the box whose environment this is. Touches no disk.
 * Variables read: HOME (without it the home of the user's account), AUTOPARTS_ROOT, DROPBOX_CONFIG, DROPBOX_CREDENTIALS_FILE,
 * DROPBOX_PLATFORM_CONFIG; relative ones count from the current folder. Throws BoxError 'configuration_name' when DROPBOX_CONFIG is no name.
 */
export function boxPaths(environment: NodeJS.ProcessEnv): BoxPaths {
  const home = resolve(environment['HOME'] || userInfo().homedir)
  const partsRoot = resolve(environment['AUTOPARTS_ROOT'] || join(home, '.parts'))
  const packagesFolder = join(partsRoot, 'packages')
  const configuration = environment['DROPBOX_CONFIG'] || undefined
  const service = serviceOf(configuration)
  const stateFolder = join(partsRoot, 'var', service)
  const runFolder = join(stateFolder, 'run')
  const clientFolder = join(home, '.dropbox')
  const workspaceFolder = join(home, 'workspace')
  return {
    home,
    configuration,
    partsRoot,
    binFolder: join(partsRoot, 'bin'),
    packagesFolder,
    packageFolder: join(packagesFolder, 'dropbox'),
    autopartsFolder: join(partsRoot, 'autoparts'),
    environmentFolder: join(partsRoot, 'env'),
    configFile: join(partsRoot, 'etc', service, 'config.json'),
    platformFile: resolve(environment['DROPBOX_PLATFORM_CONFIG'] || '/etc/box-parts/dropbox.json'),
    stateFolder,
    credentialsFile: resolve(
      environment['DROPBOX_CREDENTIALS_FILE'] || join(stateFolder, 'credentials.json'),
    ),
    proxyFile: join(stateFolder, 'proxy.json'),
    indexFile: join(stateFolder, 'index.db'),
    choiceFile: join(stateFolder, 'chosen.json'),
    unsentFile: join(stateFolder, 'unsent.json'),
    adoptionFile: join(stateFolder, 'adoption.json'),
    remoteRootFile: join(stateFolder, 'remote-root.json'),
    lockFile: join(stateFolder, 'lock.db'),
    runFolder,
    socketFile: join(runFolder, 'agent.sock'),
    daemonFolder: join(home, '.dropbox-dist'),
    clientFolder,
    commandSocketFile: join(clientFolder, 'command_socket'),
    pidFile: join(clientFolder, 'dropbox.pid'),
    logFile: join(partsRoot, 'var', 'log', service, 'agent.log'),
    compileCacheFolder: join(partsRoot, 'var', 'cache', 'compile'),
    autostartFolder: join(partsRoot, '.config', 'autostart'),
    autostartListFile: join(partsRoot, '.config', 'autostart.packages'),
    startupScriptFile: join(partsRoot, '.config', 'autostart.startup-script'),
    activeFolder: join(partsRoot, '.config', 'active'),
    workspaceFolder,
    startupScripts: [
      join(home, 'startup.sh'),
      join(workspaceFolder, '.guides', 'startup.sh'),
      join(workspaceFolder, 'startup.sh'),
    ],
  }
}

/**
 * What a configuration is called where services are: `dropbox`, or `dropbox@NAME`; its places have that name, too. Throws BoxError
 * 'configuration_name' for one that cannot be a part of a path.
 */
export function serviceOf(configuration: string | undefined): string {
  if (configuration === undefined) return 'dropbox'
  // Short, because the path of the agent's socket, in which it stands, has 107 bytes.
  if (!/^[a-z0-9][a-z0-9_-]{0,19}$/i.test(configuration))
    throw new BoxError({ code: 'configuration_name', name: configuration })
  return `dropbox@${configuration}`
}
