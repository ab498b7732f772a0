import { join } from 'node:path'
import type { Problem } from '../../../../runtime/core/problem.ts'
import type { RemoteSide } from '../remote-side.ts'
import { listing, type TestBox } from '../test-box.ts'
import { rest } from './rest.ts'

/** What a box has not settled, to find out why. */
function unfinished(box: TestBox): string {
  const lines = [...box.store.unsettled()].map(([path, triple]) => `${path} ${JSON.stringify(triple)}`)
  return [`problems ${JSON.stringify(box.engine.problems())}`, ...lines].join('\n')
}

/** `spelled`: capitals count, since Dropbox tells each time that they change. */
export async function converge(
  boxes: readonly TestBox[],
  cloud: RemoteSide,
  spelled: boolean,
): Promise<void> {
  const spelledOut = (tree: Record<string, string>): string =>
    spelled ? linesOf(tree) : linesOf(tree).toLowerCase()
  let said = ''
  for (let round = 0; round < 12; round++) {
    await rest(boxes)
    const remote = await cloud.listing()
    const sides = boxes.map((box) => ({
      expected: spelledOut(without(remote, toldOf(box, 'displaced'))),
      tree: spelledOut(treeOf(box)),
    }))
    if (sides.every(({ expected, tree }) => tree === expected)) return
    said = sides.map(({ expected, tree }) => `${expected}\n----\n${tree}`).join('\n====\n')
    for (const box of boxes) said += `\n${unfinished(box)}`
  }
  throw new Error(`the three sides stay different:\n${said}`)
}

/**
 * What a box holds; the content of the linked folder stands in place of the link. What the box tells to have a name that Dropbox takes for
 * that of another one is left out, and what stands in the place of what got such a name.
 */
function treeOf(box: TestBox): Record<string, string> {
  const tree = listing(box.folder)
  for (const [path, kind] of Object.entries(tree)) {
    if (kind !== '@') continue
    tree[path] = '/'
    for (const [inner, value] of Object.entries(listing(join(box.home, 'workspace'))))
      tree[`${path}/${inner}`] = value
  }
  return without(tree, [...toldOf(box, 'case-clash'), ...toldOf(box, 'displaced')])
}

/** The paths that a box tells to be kept from syncing for a reason. */
function toldOf(box: TestBox, reason: Problem['why']['reason']): readonly string[] {
  return box.engine
    .problems()
    .filter(({ why }) => why.reason === reason)
    .map(({ path }) => path)
}

/** A tree without these paths and what is below them. */
function without(tree: Record<string, string>, paths: readonly string[]): Record<string, string> {
  const isOut = (path: string): boolean => paths.some((out) => `/${path}/`.startsWith(`${out}/`))
  return Object.fromEntries(Object.entries(tree).filter(([path]) => !isOut(path)))
}

function linesOf(tree: Record<string, string>): string {
  return Object.entries(tree)
    .map(([path, kind]) => `${path.normalize('NFC')} ${kind}`)
    .sort((one, other) => (one.toLowerCase() < other.toLowerCase() ? -1 : 1))
    .join('\n')
}
