import type { BoxPaths } from '../paths.ts'
import { readPlatform } from './platform.ts'
import { settingIn } from './settings.ts'

/** The variables that say what a setting says, too, and count before it where it is not locked. */
const variables = [['DROPBOX_APP_KEY', 'appKey']] as const

/** An environment in which nothing stands against what the platform has locked. */
export interface WithinLocks {
  readonly environment: NodeJS.ProcessEnv
  /** What was left out since it says something else, a sentence each, for people. */
  readonly overruled: readonly string[]
}

/** Leaves the variables out of an environment that would change a locked setting. Throws BoxError as `readConfiguration` does. */
export async function withinLocks(paths: BoxPaths, environment: NodeJS.ProcessEnv): Promise<WithinLocks> {
  const { settings, locked } = await readPlatform(paths)
  const held = { ...environment }
  const overruled: string[] = []
  for (const [variable, setting] of variables) {
    const value = environment[variable]?.trim()
    if (!value || !locked.has(setting)) continue
    delete held[variable]
    if (value !== settingIn(settings, setting))
      overruled.push(
        `${variable} does not count, since ${paths.platformFile} fixes "${setting}" for this computer.`,
      )
  }
  return { environment: held, overruled }
}
