import { Interrupted } from './errors.ts'

export type Interruption = {
  /**
   * From the first call on, Ctrl-C, SIGTERM and SIGHUP no longer end the program at once: they abort the signal given
   * (its reason is an Interrupted), so that the command can leave nothing half done. A second Ctrl-C ends at once, unless
   * the first call asked for `patience`: then it is ignored, since what still runs must be ended in order.
   */
  interruptible(again?: 'ends' | 'patience'): AbortSignal
  /** Aborts as a signal does, with this exit code; gives false, and does nothing, when no command asked to be told. */
  interrupt(exitCode: Interrupted['exitCode']): boolean
}

const exitCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const

/** Makes the interruption of one program; `signal` is undefined until somebody asked for it. */
export function interruption(): Interruption & { readonly signal: AbortSignal | undefined } {
  let controller: AbortController | undefined
  return {
    get signal() {
      return controller?.signal
    },
    interruptible(again = 'ends') {
      if (controller) return controller.signal
      const created = new AbortController()
      controller = created
      for (const [signal, exitCode] of Object.entries(exitCodes)) {
        process.on(signal, () => {
          if (created.signal.aborted && signal === 'SIGINT' && again === 'ends') process.exit(exitCode)
          created.abort(new Interrupted(exitCode))
        })
      }
      return created.signal
    },
    interrupt(exitCode) {
      controller?.abort(new Interrupted(exitCode))
      return controller !== undefined
    },
  }
}
