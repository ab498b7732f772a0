import { gate } from '../../../runtime/engine/gate.ts'
import type { SimulatedCloud } from '../../cloud/simulated-dropbox.ts'
import { folder, type WorldBox } from '../box.ts'
import { createSmallWorld, type SmallWorld } from '../small-world.ts'

/** What the box learns first while a folder goes: that its files were committed, or what the delta tells of them. */
export const ways = ['before the delta tells', 'after the delta has told'] as const
export type Way = (typeof ways)[number]

/** A box whose new files were committed, and of which nothing is left to do. */
export interface Scene extends SmallWorld {
  readonly one: WorldBox
  /** What the box asked Dropbox to do after the commit. */
  readonly asked: readonly string[]
  /** What each side holds: files by their texts, and folders, whose paths end with `/`. */
  readonly here: Readonly<Record<string, string>>
  readonly there: Readonly<Record<string, string>>
  /** The same of both, where they agree on all of it; throws where they do not. */
  readonly held: Readonly<Record<string, string>>
}

/** Twenty files in a folder, each with a text of its own. */
export function twenty(path: string): Record<string, string> {
  const names = Array.from({ length: 20 }, (_, index) => `g${String(index).padStart(2, '0')}`)
  return Object.fromEntries([
    [`${path}/`, ''],
    ...names.map((name) => [`${path}/${name}`, `text of ${name}`]),
  ])
}

/** Makes what `twenty` gives, and the like, below a folder of the disk. */
export function write({ disk }: WorldBox, items: Readonly<Record<string, string>>, below = folder): void {
  for (const [path, text] of Object.entries(items))
    if (!path.endsWith('/')) disk.hands.write(`${below}/${path}`, text)
}

/** A cloud that tells what it is asked to do, and gives what became of uploads when it is let. */
function telling(
  cloud: SimulatedCloud,
  asked: string[],
  { begun, answered }: { readonly begun: () => void; readonly answered: () => Promise<void> },
): SimulatedCloud {
  return {
    ...cloud,
    async *upload(requests, options) {
      asked.push(...requests.map(({ path }) => `upload ${path}`))
      begun()
      const results = []
      for await (const result of cloud.upload(requests, options)) results.push(result)
      await answered()
      yield* results
    },
    copyFiles(copies, signal) {
      asked.push(...copies.map(({ path }) => `copy ${path}`))
      return cloud.copyFiles(copies, signal)
    },
    createFolders(paths, signal) {
      asked.push(...paths.map((path) => `folder ${path}`))
      return cloud.createFolders(paths, signal)
    },
    move(from, to, signal) {
      asked.push(`move ${from} ${to}`)
      return cloud.move(from, to, signal)
    },
  }
}

/**
 * Lets a box that holds T/old make new files, and does `go` when Dropbox has them and before the box learns that; then waits until all is settled.
 * `sent` is done before Dropbox gets any of them.
 */
export async function whileCommitted(
  way: Way,
  make: (one: WorldBox) => void,
  go: (world: SmallWorld & { readonly one: WorldBox }) => void,
  sent: (world: SmallWorld) => void = () => undefined,
): Promise<Scene> {
  const world = createSmallWorld()
  const { clock, dropbox, until } = world
  const asked: string[] = []
  const [answer, delta] = [gate(), gate()]
  let isMade = false
  let isCommitted = false
  const one = world.box('one', {
    between: {
      cloud(cloud) {
        const begun = (): void => {
          if (isMade) sent(world)
        }
        const answered = async (): Promise<void> => {
          isCommitted = isMade
          if (isMade) await answer.pass()
        }
        return {
          ...telling(cloud, asked, { begun, answered }),
          async waitForChange(cursor, signal) {
            const changed = await cloud.waitForChange(cursor, signal)
            if (isMade && way === 'before the delta tells') await delta.pass()
            return changed
          },
        }
      },
    },
  })
  write(one, { 'T/old': 'old' })
  one.start()
  await until(one, 'up-to-date')
  await clock.advanceTo(clock.monotonic() + 10_000)

  isMade = true
  make(one)
  if (!(await clock.advanceUntil(() => isCommitted, 60_000))) throw new Error('nothing was committed')
  await clock.calm()
  asked.length = 0
  go({ ...world, one })
  await clock.advanceTo(clock.monotonic() + 3_000)
  answer.open()
  await clock.advanceTo(clock.monotonic() + 1_000)
  delta.open()
  await clock.advanceTo(clock.monotonic() + 120_000)
  await until(one, 'up-to-date')
  const here = one.disk.hands.tree(folder, (name) => name !== '.dropbox.cache')
  const there = textsOf(dropbox.tree())
  return {
    ...{ ...world, one, asked, here, there },
    get held() {
      const [onBox, inDropbox] = [here, there].map((side) => JSON.stringify(Object.entries(side).sort()))
      if (onBox !== inDropbox) throw new Error(`the box has ${onBox}\nand Dropbox ${inDropbox}`)
      for (const { key, entry } of dropbox.tree()) {
        const { local, synced } = one.store.get(key)
        if (synced === undefined || synced.id !== entry.id || synced.inode !== local?.inode)
          throw new Error(`${key} is not agreed on`)
      }
      return here
    },
  }
}

function textsOf(tree: ReturnType<SmallWorld['dropbox']['tree']>): Record<string, string> {
  const texts: Record<string, string> = {}
  for (const { display, content } of tree) {
    if (content === undefined) texts[`${display.slice(1)}/`] = ''
    else texts[display.slice(1)] = new TextDecoder().decode(content)
  }
  return texts
}
