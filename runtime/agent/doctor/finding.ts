/** What is examined, in the order in which it is told. */
export const checkNames = [
  'clock',
  'disk',
  'inotify',
  'limits',
  'file-system',
  'locks',
  'token',
  'network',
  'settings',
  'startup',
  'index',
  'trees',
] as const

export type CheckName = (typeof checkNames)[number]

/** `warning`: works, or will by itself, but a person should know. `wrong`: does not work until somebody does something. */
export type Verdict = 'ok' | 'warning' | 'wrong'

/** One thing that was examined. The texts are whole sentences and hold no secret. */
export interface Finding {
  readonly check: CheckName
  readonly verdict: Verdict
  readonly found: string
  /** What to do; undefined when there is nothing to do. */
  readonly advice: string | undefined
  /** The same for programs; durations in ms, sizes in bytes, times in ms since 1970. */
  readonly data: Readonly<Record<string, unknown>>
}

/** A finding that all is well. */
export function well(check: CheckName, found: string, data: Finding['data'] = {}): Finding {
  return { check, verdict: 'ok', found, advice: undefined, data }
}

/** A finding that something is to be known, or done. */
export function trouble(
  check: CheckName,
  verdict: 'warning' | 'wrong',
  found: string,
  advice: string | undefined,
  data: Finding['data'] = {},
): Finding {
  return { check, verdict, found, advice, data }
}

/** Why something could not be examined, as half a sentence. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  // Of the system's own (`ENOENT: no such file or directory, statfs '/x'`) without the call, since the place is named already.
  return message.replace(/^([A-Z]+: [^,]+), \w+ '.*'$/, '$1').replace(/[.\s]+$/, '')
}
