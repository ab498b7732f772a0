import type { BoxPaths } from '../../runtime/box/paths.ts'

/** The agent as the verbs see it. */
export type Agent = {
  isRunning(): Promise<boolean>
  /** starts the installed part's agent in the background; settles when it answers */
  start(): Promise<void>
  /** settles when the agent is gone */
  stop(): Promise<void>
}

/** The agent of the part that is installed on this box. */
export function installedAgent(_paths: BoxPaths): Agent {
  return {
    isRunning: async () => false,
    start: async () => {
      throw new Error('The agent is not part of this build yet.')
    },
    stop: async () => undefined,
  }
}
