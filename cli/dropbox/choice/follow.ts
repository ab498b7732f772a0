import { setTimeout as pause } from 'node:timers/promises'
import type { Amount } from '../../../runtime/agent/choices/choices.ts'
import type { Control } from '../../../runtime/agent/control.ts'
import { type DisplayPath, keyOf, parentOf } from '../../../runtime/core/path.ts'
import type { Terminal } from '../../terminal/terminal.ts'
import { countOf, grouped, size } from '../../terminal/text.ts'
import type { LinkedControl } from '../open-control.ts'

/** ms between two questions to the agent: at first; and so many times as long as the last answer took. */
const soonest = 300
const restPerAnswer = 20
/** So often in a row nothing must go on before it counts as held up: a choice was only just made. */
const patience = 4

/**
 * Shows to a person at a terminal how far what they have chosen has come down, until all of it is here or something holds it up. Ctrl-C ends the
 * showing alone. Does nothing without a terminal, where nothing is to be told, or while no agent runs.
 */
export async function followDownloads(
  terminal: Terminal,
  { control, report }: LinkedControl,
  places: readonly DisplayPath[],
): Promise<void> {
  if (!terminal.interactive || terminal.verbosity === 'quiet' || report.pid === 0 || places.length === 0)
    return
  const signal = terminal.interruptible()
  const outcome = await terminal.spin('Coming down', (show) => follow(control, places, show, signal))
  if (outcome === 'left alone') terminal.narrate('It goes on by itself.')
  if (outcome === 'held up') terminal.narrate('Not all of it comes down now. "dropbox status" says why.')
}

async function follow(
  control: Control,
  places: readonly DisplayPath[],
  show: (text: string) => void,
  signal: AbortSignal,
): Promise<'here' | 'held up' | 'left alone'> {
  let most: Amount = { files: 0, bytes: 0 }
  let stuck = 0
  while (!signal.aborted) {
    const began = performance.now()
    const left = await waitingIn(control, places)
    if (left.files === 0) return 'here'
    if (left.bytes > most.bytes || left.files > most.files) most = left
    show(describeProgress(most, left))
    const { verdict } = await control.left(0, places.map(keyOf), 0)
    stuck = verdict === 'stuck' ? stuck + 1 : 0
    if (stuck >= patience) return 'held up'
    const rest = Math.min(5_000, Math.max(soonest, (performance.now() - began) * restPerAnswer))
    await pause(rest, undefined, { signal }).catch(() => undefined)
  }
  return 'left alone'
}

/** `1.2 MB of 41 MB, 12 of 30 files`. */
export function describeProgress(all: Amount, left: Amount): string {
  const files = `${grouped(all.files - left.files)} of ${countOf(all.files, 'file')}`
  return `Coming down: ${size(all.bytes - left.bytes)} of ${size(all.bytes)}, ${files}`
}

async function waitingIn(control: Pick<Control, 'choices'>, places: readonly DisplayPath[]): Promise<Amount> {
  let [files, bytes] = [0, 0]
  for (const folder of new Set(places.map(parentOf))) {
    const { items } = await control.choices({ folder, depth: 1 })
    for (const { path, waiting } of items) {
      if (!places.some((place) => keyOf(place) === keyOf(path) || place === '')) continue
      files += waiting.files
      bytes += waiting.bytes
    }
  }
  return { files, bytes }
}
