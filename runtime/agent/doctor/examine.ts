import { readFile } from 'node:fs/promises'
import { delimiter } from 'node:path'
import { autostartList } from '../../box/autostart-list.ts'
import { distributionVersion } from '../../box/distribution.ts'
import { activePart } from '../../box/installed.ts'
import { serviceOf } from '../../box/paths.ts'
import { profilesOf } from '../../box/profile.ts'
import { scriptsWithBlock } from '../../box/startup-script.ts'
import { judgeLease } from '../../core/safety/lease.ts'
import { readLease } from '../../local/lease/lease-file.ts'
import { statsBehind } from '../../local/node/file-stats.ts'
import { nodeFiles } from '../../local/node-files.ts'
import { cacheFolderOf } from '../../local/roots/cache-folder.ts'
import { isDiskError } from '../../ports/files.ts'
import { readHolder } from '../process/holder.ts'
import { isAlive } from '../process/process-identity.ts'
import { systemMachine } from '../system/machine.ts'
import { askNetwork, examineLinkOf } from './ask-dropbox.ts'
import { checkClock } from './clock.ts'
import { checkDisk } from './disk.ts'
import { type Examining, treesFindings } from './examine-trees.ts'
import { checkFileSystems } from './file-systems.ts'
import type { Finding } from './finding.ts'
import { checkIndex } from './index-file.ts'
import { checkInotify } from './inotify.ts'
import { checkLimits } from './limits.ts'
import { checkLocks } from './locks.ts'
import { checkSettings } from './settings.ts'
import type { Situation } from './situation.ts'
import { checkStartup } from './startup.ts'
import { diskFacts, limitFacts, nearestThere, timeOfChange } from './system.ts'
import { rootsOf } from './trees/disk-side.ts'

/**
 * Examines everything about a box, and gives what was found in the order of `checkNames`. Writes nothing but one probe file in each
 * root's own folder, which is removed again. Throws only the signal's reason, and what nobody expects.
 */
export async function examineAll(situation: Situation, examining: Examining): Promise<Finding[]> {
  const { progress } = examining
  const { report, agent, index, paths, folder, mappings } = situation
  const roots = rootsOf(folder, mappings).map(({ target }) => target)
  progress('Asking Dropbox')
  const network = await askNetwork(situation)
  const link = await examineLinkOf(situation, network, examining.signal)
  examining.signal.throwIfAborted()
  progress('Looking at the computer')
  const disk = await checkDisk(await diskPlaces(situation, roots), diskFacts)
  const inotify = await checkInotify(roots.map(probedFolder), timeOfChange, report?.watching)
  const fileSystems = await checkFileSystems(roots, () => readFile('/proc/self/mountinfo', 'utf8'))
  const locks = await locksOf(situation, roots)
  const startup = checkStartup(await startupFacts(situation))
  const trees = await treesFindings(situation, network, link.credentials, examining)
  return [
    checkClock(network.hosts),
    ...disk,
    ...inotify,
    ...checkLimits(limitFacts(report?.pid), trees.folders),
    ...fileSystems,
    ...locks,
    ...link.findings,
    ...network.findings,
    checkSettings(situation),
    ...startup,
    checkIndex(paths.indexFile, agent === 'running' ? { state: 'agent' } : index),
    ...trees.findings,
  ]
}

async function diskPlaces(
  { paths, folder, index }: Situation,
  roots: readonly string[],
): Promise<{ readonly what: string; readonly path: string }[]> {
  const places = [{ what: "the agent's state", path: await nearestThere(paths.stateFolder) }]
  for (const root of roots) {
    // Before the first start there is no folder, which is no fault.
    const path = index.state === 'none' ? await nearestThere(root) : root
    places.push({ what: root === folder ? 'the Dropbox folder' : 'a linked folder', path })
  }
  return places
}

/** Where a root is probed for events; no folder where it has none. One that cannot be looked at is probed: that tells why. */
export function probedFolder(root: string): { readonly root: string; readonly folder: string | undefined } {
  const { folder } = cacheFolderOf(root)
  try {
    return { root, folder: statsBehind(folder)?.kind === 'folder' ? folder : undefined }
  } catch (error) {
    if (!isDiskError(error)) throw error
    return { root, folder }
  }
}

async function locksOf({ paths, agent, report }: Situation, roots: readonly string[]): Promise<Finding[]> {
  const files = nodeFiles()
  const machine = systemMachine()
  const holder = readHolder(paths)
  return checkLocks(
    { agent, pid: report?.pid, holder, alive: holder !== undefined && isAlive(holder) },
    roots.map((root) => ({
      root,
      async read() {
        const standing = await readLease(files, root)
        if (standing === undefined) return undefined
        const { shared } = await files.space(root)
        const contender = { ...machine.self, token: '', shared, lives: machine.lives, outlived: () => false }
        return { lease: standing.lease, state: judgeLease(standing.lease, contender) }
      },
    })),
  )
}

async function startupFacts({ paths, environment, report }: Situation) {
  return {
    installed: activePart(paths)?.version,
    version: distributionVersion(),
    running: report?.version,
    binFolder: paths.binFolder,
    onPath: (environment['PATH'] ?? '').split(delimiter).includes(paths.binFolder),
    profiles: await profilesOf(paths),
    scripts: await scriptsWithBlock(paths),
    autostart: (await autostartList(paths)).includes(serviceOf(paths.configuration)),
  }
}
