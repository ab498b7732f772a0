import { resolve } from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import type { Control } from '../../runtime/agent/control.ts'
import { keyOf } from '../../runtime/core/path.ts'
import { describeHalt } from '../../runtime/engine/describe/halt.ts'
import { describeProblem } from '../../runtime/engine/describe/problem.ts'
import { describeStatus } from '../../runtime/engine/describe/status.ts'
import type { Left } from '../../runtime/engine/left.ts'
import { statsAt } from '../../runtime/local/node/file-stats.ts'
import { UsageError } from '../terminal/errors.ts'
import { pauseFor } from '../terminal/pause.ts'
import { grouped, visible } from '../terminal/text.ts'
import { openRunning } from './open-control.ts'
import { remoteItemAt } from './typed/in-dropbox.ts'
import { type Locations, locationsOf, placeInDropbox, typedFromHere } from './typed/location.ts'
import { type CommonOptions, type Surroundings, verb } from './verb.ts'

/** A path as it was typed, and its place in Dropbox. */
type Place = { readonly typed: string; readonly display: string; readonly key: string }

/** Between two questions to the agent, ms: at first; and so many times as long as the last answer took, so that asking is no load. */
const soonest = 50
const restPerAnswer = 20
const latest = 2_000
/** A box that is at work on very many files may take long to answer, ms. */
const patience = 60_000
/** Any box may take so long, ms. */
const leastPatience = 5_000
const mostNamed = 100

/** `dropbox wait`: returns when everything, or what is at these paths, is the same here and in Dropbox. */
export function wait(surroundings: Surroundings): Command {
  const { terminal, paths, currentFolder } = surroundings
  return verb('wait', 'Wait until everything, or these paths, is the same here and in Dropbox')
    .argument('[path...]', 'on this computer or in Dropbox')
    .option('--timeout <seconds>', 'give up after so many seconds', secondsIn)
    .action(async (typed: readonly string[], { timeout }: { timeout?: number }, command: Command) => {
      const { json, quiet } = command.optsWithGlobals<CommonOptions>()
      const until = performance.now() + (timeout ?? Number.POSITIVE_INFINITY) * 1_000
      const signal = terminal.interruptible()
      await using control = await openRunning(paths, 'files come and go', {
        patience: patienceWithin(timeout),
      })
      const locations = await locationsOf(await control.report(), currentFolder)
      const places = typed.map((word): Place => {
        const display = placeInDropbox(word, locations)
        return { typed: word, display, key: keyOf(display) }
      })
      const { left, unsynced } = await terminal.spin('Checking for changes...', (show) =>
        waitFor(control, places, { until, signal, show }),
      )
      const outcome = unsynced.length > 0 && left.verdict === 'same' ? 'stuck' : left.verdict
      if (outcome !== 'same') surroundings.exitCode = 1
      const there = await Promise.all(unsynced.map((place) => isAnywhere(place, control, locations)))
      const nowhere = unsynced.find((_, index) => !there[index])
      if (nowhere !== undefined)
        throw new UsageError(
          `There is no "${visible(nowhere.typed)}" on this computer or in your Dropbox. Check the path and its spelling.`,
        )
      if (json) return terminal.printJson(asJson(outcome, left, unsynced))
      if (outcome === 'same') return terminal.narrate('Up to date')
      for (const line of missingIn(left, locations, quiet === true)) terminal.print(line)
      for (const { typed: word } of unsynced)
        terminal.warn(`"${visible(word)}" does not sync. "dropbox doctor ${visible(word)}" tells why.`)
      if (left.verdict !== 'same') for (const line of reasonsIn(left, timeout)) terminal.warn(line)
    })
}

/** How long an answer of the agent is waited for, ms, by one who waits for `timeout` s: an agent that hangs does not hold up a script for longer. */
export function patienceWithin(timeout: number | undefined): number {
  return timeout === undefined ? patience : Math.min(patience, timeout * 1_000 + leastPatience)
}

/** Asks until the paths are the same on both sides, cannot become so, or it is time; gives the last answer, and those of them that never were to sync. */
async function waitFor(
  control: Control,
  places: readonly Place[],
  { until, signal, show }: { until: number; signal: AbortSignal; show: (text: string) => void },
): Promise<{ readonly left: Left; readonly unsynced: readonly Place[] }> {
  const keys = places.length === 0 ? [''] : places.map(({ key }) => key)
  // What is deleted while it is waited for was there before.
  const known = new Set(keys)
  for (const key of (await control.left(0, keys, 0)).unsynced) known.delete(key)
  const look = await control.look()
  for (;;) {
    signal.throwIfAborted()
    const began = performance.now()
    let left = await control.left(look, keys, 0)
    const now = performance.now()
    for (const key of keys) if (!left.unsynced.includes(key)) known.add(key)
    if (left.verdict !== 'going' || now >= until) {
      if (left.verdict !== 'same') left = await control.left(look, keys, mostNamed)
      return { left, unsynced: places.filter(({ key }) => !known.has(key)) }
    }
    show(describeStatus(left.status))
    const rest = Math.min(latest, Math.max(soonest, (now - began) * restPerAnswer))
    await pauseFor(Math.min(rest, until - now), signal)
  }
}

/** Whether a path that does not sync is on the box at all, or in Dropbox. */
async function isAnywhere(
  { typed, display }: Place,
  control: Control,
  { currentFolder, folder }: Locations,
): Promise<boolean> {
  for (const file of [resolve(currentFolder, typed), folder + display])
    if (statsAt(file) !== undefined) return true
  return (await remoteItemAt(control, display)) !== undefined
}

function missingIn({ paths, more }: Left, locations: Locations, quiet: boolean): string[] {
  const lines = paths.flatMap(({ path, why }) => {
    const name = visible(typedFromHere(path, locations))
    if (why === undefined || quiet) return [name]
    const { text, advice } = describeProblem({ path, why })
    return [name, `  ${visible(`${text} ${advice}`)}`]
  })
  return more === 0 || quiet ? lines : [...lines, `and ${grouped(more)} more`]
}

/** Why it is not waited for any longer, a line each. */
function reasonsIn({ status, verdict }: Left, timeout: number | undefined): string[] {
  if (verdict === 'going')
    return [
      `Not everything is the same here and in Dropbox after ${timeout} s: ${visible(describeStatus(status))}`,
    ]
  switch (status.state) {
    case 'halted':
      return [describeStatus(status), ...status.halts.map((halt) => visible(describeHalt(halt)))]
    case 'paused':
      return [`${describeStatus(status)}. It goes on with "dropbox resume".`]
    case 'unlinked':
    case 'failed':
      return [visible(describeStatus(status))]
    default:
      return ['What is left cannot sync until something is done about it.']
  }
}

function asJson(outcome: Left['verdict'], { status, paths, more }: Left, unsynced: readonly Place[]) {
  return {
    outcome: outcome === 'same' ? 'up-to-date' : outcome === 'going' ? 'timeout' : 'stuck',
    status,
    missing: paths.map(({ path, why }) => ({
      path,
      ...(why === undefined ? { why: null } : { why, ...describeProblem({ path, why }) }),
    })),
    more,
    unsynced: unsynced.map(({ display }) => display),
  }
}

function secondsIn(text: string): number {
  if (!/^\d{1,9}(\.\d{1,3})?$/.test(text)) throw new InvalidArgumentError('Give a number of seconds.')
  return Number(text)
}
