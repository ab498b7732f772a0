import { adopting } from '../../core/choice.ts'
import type { Operation } from '../../core/plan/operation.ts'
import type { Store } from '../../ports/store.ts'
import type { ApplyContext } from './context.ts'
import { putSynced } from './put.ts'

type Bookkeeping = Extract<Operation, { kind: 'settle' | 'forget' | 'adopt' }>

/** Writes down what needs no effect: what both sides agree on, what both have lost, and what selective sync takes in. One transaction. */
export function applyBookkeeping(
  { store, recorder }: ApplyContext,
  operations: readonly Bookkeeping[],
): void {
  if (operations.length === 0) return
  const adopted = operations.flatMap((operation) => (operation.kind === 'adopt' ? [operation.display] : []))
  const effects = store.transaction(() => {
    if (adopted.length > 0) store.setSelection(adopting(store.selection(), adopted))
    return operations.filter((operation) => writeDown(store, operation)).length
  })
  recorder.add(effects)
}

function writeDown(store: Store, operation: Bookkeeping): boolean {
  const { path } = operation
  switch (operation.kind) {
    case 'settle': {
      const { remote, local } = store.get(path)
      return remote !== undefined && local?.kind === remote.kind && putSynced(store, path, remote, local)
    }
    case 'forget':
      store.setSynced(path, undefined)
      return true
    case 'adopt':
      return true
    default:
      return operation satisfies never
  }
}
