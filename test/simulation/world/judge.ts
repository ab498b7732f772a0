import { keyed, seenAt, seenInDropbox } from '../aftermath/trees.ts'
import type { SimulatedDropbox } from '../cloud/simulated-dropbox.ts'
import { home, type WorldBox } from './box.ts'
import type { Oracle } from './oracle.ts'

const decoder = new TextDecoder()

/** Whether each box holds what Dropbox holds, as far as it wants it, and nothing that somebody wrote is lost. Sentences; none: all is well. */
export function judge(boxes: readonly WorldBox[], dropbox: SimulatedDropbox, oracle: Oracle): string[] {
  const violations: string[] = []
  const cloud = keyed(seenInDropbox(dropbox))
  const existing = new Set(dropbox.revisions().map(({ content }) => decoder.decode(content)))
  for (const [index, box] of boxes.entries()) {
    const local = keyed(seenAt(box))
    const differences = [...new Set([...cloud.keys(), ...local.keys()])].filter(
      (path) => cloud.get(path) !== local.get(path) && box.store.wanted(path),
    )
    for (const path of differences.slice(0, 3))
      violations.push(`box${index} and Dropbox differ at ${path}: ${local.get(path)} and ${cloud.get(path)}`)
    for (const text of textsOf(box)) existing.add(text)
  }
  for (const content of oracle.lost(existing)) violations.push(`lost: ${content}`)
  for (const content of oracle.overwritten(new Set(cloud.values())))
    violations.push(`replaced by what a power cut left: ${content}`)
  return violations
}

/** Every text at a box where a person would find it: in the home, or in a trash. What is staged or set aside does not count. */
function textsOf({ disk: { hands } }: WorldBox): string[] {
  return Object.entries(hands.tree(home)).flatMap(([path, text]) =>
    path.includes('.dropbox.cache/') && !path.includes('.dropbox.cache/trash/') ? [] : [text],
  )
}
