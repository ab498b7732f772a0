import { openControl } from '../../runtime/agent/client.ts'
import type { AgentReport, Control } from '../../runtime/agent/control.ts'
import { AgentError, notLinked } from '../../runtime/agent/errors.ts'
import { isRunning } from '../../runtime/agent/running.ts'
import type { BoxPaths } from '../../runtime/box/paths.ts'

/** A control over a box that is linked, with its report. */
export interface LinkedControl {
  readonly report: AgentReport
  readonly control: Control
}

/**
 * Opens a control over a box that is linked, whether its agent runs or not, with its report.
 * Throws AgentError 'not-linked', and what `openControl` throws.
 */
export async function openLinked(paths: BoxPaths): Promise<LinkedControl & AsyncDisposable> {
  const control = await openControl(paths)
  try {
    const report = await control.report()
    // An agent runs only with credentials, and may not have asked yet whose they are.
    if (report.pid === 0 && report.account === undefined) throw notLinked()
    return { report, control, [Symbol.asyncDispose]: () => control.close() }
  } catch (error) {
    await control.close()
    throw error
  }
}

/**
 * Opens a control over the running agent. Throws AgentError 'not-running', which says `why` no other would do: what is known only while it runs, the
 * beginning of a sentence.
 */
export async function openRunning(
  paths: BoxPaths,
  why: string,
  options?: Parameters<typeof openControl>[1],
): Promise<Control> {
  if (await isRunning(paths)) return openControl(paths, options)
  throw new AgentError(
    'not-running',
    `Dropbox isn't running, and ${why} only while it runs. Start it with "dropbox start".`,
  )
}
