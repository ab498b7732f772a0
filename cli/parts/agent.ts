import { isRunning } from '../../runtime/agent/running.ts'
import type { BoxPaths } from '../../runtime/box/paths.ts'

/** The agent as the verbs see it. */
export type Agent = {
  isRunning(): Promise<boolean>
  /** Starts the installed part's agent in the background; settles when it answers, also when another start was faster. */
  start(): Promise<void>
  /** Why an agent that was just started does not work, in sentences; none when it does. */
  halts(): Promise<readonly string[]>
  /** What an agent that ended had not sent, in a sentence; undefined when everything was. */
  unsent(): Promise<string | undefined>
  /** Settles when the agent is gone. */
  stop(): Promise<void>
}

/** The agent of the part that is installed on this box, started with these variables. What starts and stops it is loaded when it is needed. */
export function installedAgent(paths: BoxPaths, environment: NodeJS.ProcessEnv): Agent {
  return {
    isRunning: () => isRunning(paths),
    async start() {
      const { startAgent } = await import('../../runtime/agent/start.ts')
      await startAgent(paths, { environment })
    },
    async halts() {
      const [{ haltsAtStart }, { describeHalt }] = await Promise.all([
        import('../../runtime/agent/halts-at-start.ts'),
        import('../../runtime/engine/describe/halt.ts'),
      ])
      return (await haltsAtStart(paths)).map(describeHalt)
    },
    async unsent() {
      const [{ readUnsent }, { describeUnsent }] = await Promise.all([
        import('../../runtime/agent/unsent-file.ts'),
        import('../../runtime/engine/describe/unsent.ts'),
      ])
      const unsent = await readUnsent(paths)
      return unsent && describeUnsent(unsent)
    },
    async stop() {
      const { stopAgent } = await import('../../runtime/agent/stop.ts')
      await stopAgent(paths)
      const { forgetRan } = await import('../../runtime/agent/adoption-file.ts')
      await forgetRan(paths)
    },
  }
}
