import { Crashed } from './errno.ts'

/** One call on the disk, as those see it who look on. */
export interface DiskCall {
  /** The method of `Files`; of an open file or folder with `file.` or `folder.` before it. */
  readonly operation: string
  readonly path: string
  /** The second path of `link` and `rename`. */
  readonly to: string | undefined
  /** How many calls the view has made with this one. */
  readonly count: number
  /** Whose view it is. */
  readonly actor: string
}

/** Who looks on, and who decides when a call has its turn. */
export interface StepSettings {
  readonly actor: string
  /** Waited for before each call, so that the calls of several actors come in an order that the world chooses. */
  readonly turn?: ((actor: string) => Promise<void> | undefined) | undefined
  /** Called right before a call has its effect; what it throws is thrown instead. May crash the view: then the call has no effect. */
  readonly before?: ((call: DiskCall) => void) | undefined
  /** Called right after; what it throws is thrown although the effect is there. May crash the view: then nobody learns of the effect. */
  readonly after?: ((call: DiskCall) => void) | undefined
  /** What calls of a crashed process do: `hang` never settles, `throw` throws `Crashed`. */
  readonly afterCrash: 'hang' | 'throw'
}

/** Makes the calls of one view, until it crashes. */
export interface Steps {
  readonly calls: number
  readonly crashed: boolean
  /** `work` is one call: it happens at once, after its turn has come. */
  step<Value>(operation: string, path: string, work: () => Value, to?: string): Promise<Value>
  crash(): void
}

export function createSteps({ actor, turn, before, after, afterCrash }: StepSettings): Steps {
  let calls = 0
  let crashed = false
  const ended = <Value>(): Promise<Value> => {
    if (afterCrash === 'throw') return Promise.reject(new Crashed(`${actor} has crashed`))
    // One promise for each, so that what waits for it can be collected.
    return new Promise<Value>(() => undefined)
  }
  const now = <Value>(
    operation: string,
    path: string,
    work: () => Value,
    to: string | undefined,
  ): Value | Promise<Value> => {
    if (crashed) return ended()
    calls++
    if (before === undefined && after === undefined) return work()
    const call = { operation, path, to, count: calls, actor }
    before?.(call)
    if (crashed) return ended()
    const value = work()
    after?.(call)
    return crashed ? ended() : value
  }
  return {
    get calls() {
      return calls
    },
    get crashed() {
      return crashed
    },
    step(operation, path, work, to) {
      const waiting = turn?.(actor)
      if (waiting !== undefined) return waiting.then(() => now(operation, path, work, to))
      // No async function: of all that happens in a simulated world these calls are the most, and it would cost as much as many of them.
      try {
        const value = now(operation, path, work, to)
        return value instanceof Promise ? value : Promise.resolve(value)
      } catch (error) {
        return Promise.reject(error)
      }
    },
    crash() {
      crashed = true
    },
  }
}
