import { closeSync, writeSync } from 'node:fs'
import type { Failure } from '../failure.ts'

/** The one line by which a starting agent tells the process that started it how it went. */
export type ReadyReport =
  | { readonly ready: true; readonly pid: number }
  | { readonly ready: false; readonly failure: Failure }

/** Writes the line to a pipe and closes it. A starter that has gone away does not matter. */
export function sendReadyReport(descriptor: number, report: ReadyReport): void {
  try {
    writeSync(descriptor, `${JSON.stringify(report)}\n`)
    closeSync(descriptor)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) throw error
  }
}
