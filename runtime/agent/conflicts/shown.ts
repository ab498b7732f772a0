import * as v from 'valibot'
import { keyOf } from '../../core/path.ts'
import type { Store } from '../../ports/store.ts'
import type { ConflictPair } from './pair.ts'

const name = 'conflicts-shown'
/** So many are remembered; a person decides on a few. */
const mostRemembered = 500

const Remembered = v.pipe(
  v.string(),
  v.parseJson(),
  v.array(v.tuple([v.string(), v.string(), v.nullable(v.string())])),
)

/** Remembers how conflict copies were when a person saw them last, also from one command to the next. */
export interface ShownPairs {
  show(pairs: readonly ConflictPair[]): void
  /** Whether a pair is as it was shown last; also where it never was. */
  isAsShown(pair: ConflictPair): boolean
  forget(pair: ConflictPair): void
}

export function createShownPairs(store: Pick<Store, 'value' | 'setValue'>): ShownPairs {
  const read = (): v.InferOutput<typeof Remembered> => {
    const result = v.safeParse(Remembered, store.value(name))
    return result.success ? result.output : []
  }
  const entryOf = ({ copy, original }: ConflictPair): [string, string, string | null] => [
    ...([keyOf(copy.path), copy.version, original?.version ?? null] as const),
  ]
  const write = (entries: v.InferOutput<typeof Remembered>): void => {
    const next = entries.length === 0 ? undefined : JSON.stringify(entries.slice(0, mostRemembered))
    if (next !== store.value(name)) store.setValue(name, next)
  }
  return {
    show: (pairs) => write(pairs.map(entryOf)),
    isAsShown(pair) {
      const [key, copy, original] = entryOf(pair)
      const known = read().find(([path]) => path === key)
      return known === undefined || (known[1] === copy && known[2] === original)
    },
    forget: (pair) => write(read().filter(([path]) => path !== keyOf(pair.copy.path))),
  }
}
