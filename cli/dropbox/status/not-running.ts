import type { BoxPaths } from '../../../runtime/box/paths.ts'
import { CloudSetupError } from '../../../runtime/cloud/setup-error.ts'
import { findCredentials } from '../../../runtime/cloud/sign-in/find-credentials.ts'

/** Whether a box without a running agent has something to link with, and what helps, in one sentence. */
export async function standsWithoutAgent(
  { credentialsFile: file }: BoxPaths,
  environment: NodeJS.ProcessEnv,
): Promise<{ readonly linked: boolean; readonly advice: string }> {
  try {
    // Whether there are any does not hang on the app's key, which the configuration may hold.
    const found = await findCredentials({ environment, file, appKey: 'any' })
    return found
      ? { linked: true, advice: 'Start it with "dropbox start".' }
      : { linked: false, advice: 'To link this computer to your Dropbox, run "dropbox_init".' }
  } catch (error) {
    if (error instanceof CloudSetupError) return { linked: false, advice: error.message }
    throw error
  }
}
