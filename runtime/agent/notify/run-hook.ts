import { type ChildProcessByStdio, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'

/** How a hook came to its end; `said` is the end of what it wrote to standard error. */
export type HookResult =
  | { readonly ended: 'well' }
  | { readonly ended: 'badly' | 'too-late' | 'not-started'; readonly detail: string; readonly said: string }

export interface HookRun {
  /** A command line of the person's own, for /bin/sh. What happened is never put into it. */
  readonly exec: string
  /** Told beside the agent's own environment, and what is written to its standard input. */
  readonly variables: Readonly<Record<string, string>>
  readonly input: string
  readonly environment: NodeJS.ProcessEnv
  readonly folder: string
  /** ms after which it and all that it started is ended. */
  readonly limit: number
  readonly signal: AbortSignal
}

/** Secrets of the agent that are no concern of what it starts. */
const secrets = ['DROPBOX_REFRESH_TOKEN', 'DROPBOX_ACCESS_TOKEN']
const mostSaid = 500
/** ms between the friendly end and the other one. */
const grace = 2_000

/** Runs a hook to its end, in a process group of its own. One that may not be ended, being another user's, is left alone. Never rejects. */
export function runHook(
  run: HookRun,
  end: (pid: number, signal: NodeJS.Signals) => void = process.kill,
): Promise<HookResult> {
  return new Promise((resolve) => {
    let said = ''
    let isLate = false
    const env = { ...run.environment, ...run.variables }
    for (const name of secrets) delete env[name]
    let child: ChildProcessByStdio<Writable, null, Readable>
    try {
      child = spawn('/bin/sh', ['-c', run.exec], {
        ...{ env, cwd: run.folder, detached: true },
        stdio: ['pipe', 'ignore', 'pipe'],
      })
    } catch (error) {
      return resolve({ ended: 'not-started', detail: String(error), said })
    }
    const kill = (signal: 'SIGTERM' | 'SIGKILL'): void => {
      try {
        if (child.pid !== undefined) end(-child.pid, signal)
      } catch (error) {
        const failure = error as NodeJS.ErrnoException
        // All of it has ended by itself.
        if (failure.code === 'ESRCH') return
        child.unref()
        finish({ ended: 'too-late', detail: `it cannot be ended: ${failure.message}`, said })
      }
    }
    const endNow = (): void => {
      isLate = true
      killing = setTimeout(() => kill('SIGKILL'), grace)
      kill('SIGTERM')
    }
    let killing: NodeJS.Timeout | undefined
    const timer = setTimeout(endNow, run.limit)
    const finish = (result: HookResult): void => {
      clearTimeout(timer)
      clearTimeout(killing)
      run.signal.removeEventListener('abort', endNow)
      // Nothing that it started may hold its descriptors and go on unseen.
      child.stderr.destroy()
      resolve(result)
    }
    run.signal.addEventListener('abort', endNow)
    child.stderr.on('data', (chunk: Buffer) => {
      said = `${said}${chunk.toString('utf8')}`.slice(-mostSaid)
    })
    // One that reads nothing of its input is as good.
    child.stdin.on('error', () => undefined)
    child.stdin.end(run.input)
    child.once('error', (error) => finish({ ended: 'not-started', detail: error.message, said }))
    child.once('exit', (code, signal) => {
      if (isLate) {
        // What it started in the background goes with it.
        kill('SIGKILL')
        return finish({ ended: 'too-late', detail: `ended after ${run.limit} ms`, said })
      }
      if (code === 0) return finish({ ended: 'well' })
      finish({ ended: 'badly', detail: signal === null ? `exit code ${code}` : signal, said })
    })
  })
}
