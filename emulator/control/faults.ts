import type { Chance } from '../chance.ts'
import type { Config } from './config.ts'
import type { Fault } from './fault.ts'

/** Decides which calls go wrong. */
export interface Faults {
  /** The first configured fault that strikes this call of a route, or undefined. Counts are used up. */
  strike(route: string): Fault | undefined
}

/** Faults as the configuration lists them; a changed list starts counting afresh. */
export function createFaults(config: () => Config, chance: Chance): Faults {
  const passed = new WeakMap<Fault, number>()
  return {
    strike(route) {
      for (const fault of config().faults) {
        if (!matches(fault.route, route)) continue
        const before = passed.get(fault) ?? 0
        passed.set(fault, before + 1)
        const turn = before - (fault.skip ?? 0)
        if (turn < 0 || (fault.count !== undefined && turn >= fault.count)) continue
        if (fault.probability !== undefined && !chance.happens(fault.probability)) continue
        return fault
      }
      return undefined
    },
  }
}

function matches(pattern: string, route: string): boolean {
  const expression = pattern.split('*').map((text) => text.replace(/[.\\+?^${}()|[\]]/g, '\\$&'))
  return new RegExp(`^${expression.join('.*')}$`).test(route)
}
