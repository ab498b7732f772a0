import type { Terminal } from '../terminal/terminal.ts'
import type { EmulatedDropbox } from './emulated-dropbox.ts'
import type { OtherComputer } from './other-computer.ts'
import type { ThrowAwayBox } from './throw-away-box.ts'

/** What every scene plays with. */
export type Stage = {
  readonly terminal: Terminal
  readonly box: ThrowAwayBox
  readonly dropbox: EmulatedDropbox
  readonly other: OtherComputer
  /** aborted when the demonstration is to end */
  readonly signal: AbortSignal
}

/** One part of the demonstration. Rejects when something did not come out as it should. */
export type Scene = (stage: Stage) => Promise<void>

/** Prints the heading of a scene. */
export function announce({ terminal }: Stage, title: string): void {
  terminal.print(`\n${terminal.style('bold', title)}`)
}

/** Prints what was done, and how long it took when `duration` (ms) is given. */
export function tell({ terminal }: Stage, text: string, duration?: number): void {
  const time = duration === undefined ? '' : terminal.style('dim', `  ${(duration / 1000).toFixed(1)} s`)
  terminal.print(`  ${terminal.style('green', '✔')} ${text}${time}`)
}

/** Prints a command as a person would type it. */
export function prompt({ terminal }: Stage, command: string): void {
  terminal.print(`  ${terminal.style('dim', '$')} ${terminal.style('cyan', command)}`)
}

/** Prints what a command printed. */
export function quote({ terminal }: Stage, lines: readonly string[]): void {
  for (const line of lines) terminal.print(`    ${line}`)
}
