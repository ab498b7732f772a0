/** Notices that a world goes round in a circle: it would never end, nor say in which run. */
export interface Limit {
  /** Counts one step of an agent or of the world: a call on a port (at a path), what arrives in Dropbox, a timer. */
  count(what: string | object, path?: string): void
  /** A sentence on what was spun on; undefined: nothing was. */
  readonly spin: string | undefined
}

/** Steps at one moment of the world's time, and in all. */
export interface LimitSettings {
  readonly atOnce: number
  readonly inAll: number
}

/** Many times what any world needs. */
const usual: LimitSettings = { atOnce: 200_000, inAll: 3_000_000 }

/** So many of the last steps are told of, each once. */
const told = 20

/** `now`: ms of the world. `spins` is called once, when a limit is reached: it ends all that could go on. */
export function createLimit(
  now: () => number,
  spins: () => void,
  { atOnce, inAll }: LimitSettings = usual,
): Limit {
  let moment = 0
  let here = 0
  let all = 0
  let spin: string | undefined
  const last = new Set<string>()
  return {
    get spin() {
      return spin
    },
    count(what, path = '') {
      if (spin !== undefined) return
      const at = now()
      here = at === moment ? here + 1 : 1
      moment = at
      all++
      if (here > atOnce - told || all > inAll - told) last.add(`${textOf(what)} ${path}`.trimEnd())
      if (here < atOnce && all < inAll) return
      const howMany = here < atOnce ? `${all} steps` : `${here} steps at one moment`
      spin = `spins: ${howMany}, the last of them ${[...last].join('; ')}`
      spins()
    },
  }
}

/** What happened, in one line. */
export function textOf(what: string | object): string {
  return typeof what === 'string' ? what : JSON.stringify(what)
}
