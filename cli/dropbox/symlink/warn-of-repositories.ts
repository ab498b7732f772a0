import type { Configuration } from '../../../runtime/box/configuration.ts'
import { readShared } from '../../../runtime/box/distribution.ts'
import { internalsOf } from '../../../runtime/core/ignore/ignore-rules.ts'
import { readIgnoreRules } from '../../../runtime/local/ignore/read-ignore-rules.ts'
import { findRepositories } from '../../../runtime/local/repositories/find-repositories.ts'
import type { Files } from '../../../runtime/ports/files.ts'
import type { Terminal } from '../../terminal/terminal.ts'
import { describeRepositories } from './describe-repositories.ts'

/** So many folders are looked into for repositories before a folder is linked; the agent's own scan finds the others. */
const folderLimit = 20_000

/**
 * Warns of the repositories in a folder that is about to sync, says why, and how to insist in `configFile`. Throws DiskError when it cannot be read.
 */
export async function warnOfRepositories(
  terminal: Terminal,
  files: Files,
  folder: string,
  configuration: Configuration,
  configFile: string,
): Promise<void> {
  const internals = internalsOf(configuration.rules.repositories)
  const { repositories, complete } = await terminal.spin('Looking for repositories', async () => {
    const defaults = readShared('templates/default.mignore')
    const { rules } = await readIgnoreRules(files, folder, { defaults, repositories: internals })
    return findRepositories(files, folder, { limit: folderLimit, rules })
  })
  const found = repositories.map(({ path, kind }) => ({
    path: path === '' ? folder : `${folder}/${path}`,
    kind,
    internals,
  }))
  for (const line of describeRepositories(found, configFile)) terminal.warn(`Warning: ${line}`)
  if (!complete)
    terminal.warn('Warning: there may be more; "dropbox status" names those that are found later.')
}
