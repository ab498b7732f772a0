import type { Refusal } from '../../../../runtime/ports/cloud.ts'
import type { Random } from '../../../../runtime/ports/random.ts'
import { happens, oneOf } from '../chance.ts'
import { type FaultKind, fits, type Misbehaviour, type RequestName } from './misbehaviour.ts'

/** Something that is to go wrong at a certain point, whatever chance says. */
export interface PlannedFault {
  /** The request that it strikes; without one, any. */
  readonly request?: RequestName
  /** What happens to the request, or what one item in it is refused with. */
  readonly fault: FaultKind | Refusal
  /** So many that it could strike are spared first. */
  readonly skip?: number
  /** So many it strikes then; one, unless said otherwise. */
  readonly count?: number
}

/** Decides what goes wrong: first what was planned, then by chance. */
export interface Faults {
  plan(fault: PlannedFault): void
  /** What strikes this request, if anything does. */
  ofRequest(request: RequestName): FaultKind | undefined
  /** What the next item of this request is refused with, if it is. */
  ofItem(request: RequestName): Refusal | undefined
}

export function createFaults(random: Random, misbehaviour: () => Misbehaviour): Faults {
  const planned: { readonly fault: PlannedFault; skip: number; count: number }[] = []

  const next = <Kind extends FaultKind | Refusal>(
    request: RequestName,
    suits: (fault: FaultKind | Refusal) => fault is Kind,
  ): Kind | undefined => {
    for (const waiting of planned) {
      const { fault } = waiting.fault
      if (waiting.count === 0 || (waiting.fault.request ?? request) !== request || !suits(fault)) continue
      if (waiting.skip > 0) {
        waiting.skip--
        continue
      }
      waiting.count--
      return fault
    }
    return undefined
  }

  return {
    plan: (fault) => planned.push({ fault, skip: fault.skip ?? 0, count: fault.count ?? 1 }),
    ofRequest(request) {
      if (planned.length > 0) {
        const fault = next(request, (one): one is FaultKind => typeof one === 'string' && fits(one, request))
        if (fault !== undefined) return fault
      }
      return byChance(random, misbehaviour().faults, request)
    },
    ofItem(request) {
      if (planned.length > 0) {
        const refusal = next(request, (one): one is Refusal => typeof one === 'object')
        if (refusal !== undefined) return refusal
      }
      const { chance, reasons } = misbehaviour().refusal
      return happens(random, chance) ? oneOf(random, reasons) : undefined
    },
  }
}

function byChance(
  random: Random,
  chances: Misbehaviour['faults'],
  request: RequestName,
): FaultKind | undefined {
  let draw: number | undefined
  let sum = 0
  for (const kind in chances) {
    draw ??= random.fraction()
    sum += chances[kind as FaultKind] ?? 0
    if (draw < sum) return fits(kind as FaultKind, request) ? (kind as FaultKind) : undefined
  }
  return undefined
}
