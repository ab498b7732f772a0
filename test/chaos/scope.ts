import type { Cleanup } from '../installed/box.ts'

/** Where a measurement notes what is to be undone at its end. */
export interface Scope extends Cleanup, AsyncDisposable {}

/** Undoes everything that was noted, the last first, also when one of them fails; throws the first failure. */
export function createScope(): Scope {
  const undoing: (() => unknown)[] = []
  return {
    teardown: (undo) => void undoing.push(undo),
    async [Symbol.asyncDispose]() {
      const failures: unknown[] = []
      for (let undo = undoing.pop(); undo !== undefined; undo = undoing.pop()) {
        try {
          await undo()
        } catch (error) {
          failures.push(error)
        }
      }
      if (failures.length > 0) throw failures[0]
    },
  }
}
