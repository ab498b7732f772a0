/** A life that can end at any moment, as a process that is killed: from then on nothing comes back from what it gave out. */
export interface Life {
  /** The same object, whose calls neither do anything nor return once the life has ended. */
  readonly given: <Part extends object>(part: Part) => Part
  /** The same object, whose calls throw once the life has ended; for what answers at once. */
  readonly present: <Part extends object>(part: Part) => Part
  readonly ended: boolean
  /** Ends it now. */
  end(): void
  /** Ends it before the call of that number from now on, 0 being the next; `then` is told. */
  endAfter(calls: number, then: () => void): void
}

export function life(): Life {
  let ended = false
  let left = Number.POSITIVE_INFINITY
  let told = (): void => undefined
  const never = new Promise<never>(() => undefined)

  const count = (): void => {
    if (ended || left-- > 0) return
    ended = true
    told()
  }

  const outlived = (value: unknown): unknown => {
    if (value instanceof Promise) return value.then((inner) => (ended ? never : outlived(inner)))
    return isPart(value) ? given(value) : value
  }

  const given = <Part extends object>(part: Part): Part =>
    new Proxy(part, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name)
        if (typeof member !== 'function') return member
        return (...parameters: unknown[]) => {
          count()
          return ended ? never : outlived(member.apply(target, parameters))
        }
      },
    })

  const present = <Part extends object>(part: Part): Part =>
    new Proxy(part, {
      get(target, name) {
        if (ended) throw new Error('killed')
        return Reflect.get(target, name)
      },
    })

  return {
    given,
    present,
    get ended() {
      return ended
    },
    end() {
      ended = true
    },
    endAfter(calls, then) {
      left = calls
      told = then
    },
  }
}

/** Whether a value has methods of its own that a dead process must not call: an open file or folder, or an iteration. */
function isPart(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return false
  return (
    Symbol.asyncDispose in value || Symbol.asyncIterator in value || 'next' in value || 'unchanged' in value
  )
}
