import { setTimeout as pause } from 'node:timers/promises'
import type { ChaosBox } from './box.ts'
import type { ChaosDropbox } from './dropbox.ts'
import { differences, type TreeReader } from './tree-reader.ts'

/** A box with what reads its Dropbox folder. */
export interface Side {
  readonly box: ChaosBox
  readonly reader: TreeReader
}

/** Where the boxes differ from Dropbox now, a sentence each; none: all are equal, content by content. */
export async function unequal(sides: readonly Side[], dropbox: ChaosDropbox): Promise<string[]> {
  const remote = { name: 'Dropbox', tree: await dropbox.tree() }
  return sides.flatMap(({ box, reader }) => differences({ name: box.name, tree: reader.tree() }, remote))
}

/** Compares until all are equal; the last differences when they are not so within `patience` ms. Looks every `between` ms. */
export async function converge(
  sides: readonly Side[],
  dropbox: ChaosDropbox,
  { patience, between }: { readonly patience: number; readonly between: number },
): Promise<string[]> {
  const until = performance.now() + patience
  for (;;) {
    const found = await unequal(sides, dropbox)
    if (found.length === 0 || performance.now() >= until) return found
    await pause(between)
  }
}
