import type { Figures, Measured } from '../../stage/measure.ts'

/** Work of another row that is done at three sizes; several pieces of work may share what is laid out for them. */
export interface Work {
  /** What is measured, each by itself. */
  readonly variants: readonly Variant[]
  /** How much it is at the smallest size. */
  readonly base: number
  /** What the base counts, as `files`. */
  readonly unit: string
  /** Lays everything out at one size, and measures what is wanted there. */
  measure(at: Size): Promise<void>
}

export interface Variant {
  readonly name: string
  /** The figures whose growth is told, in the order in which they are told. */
  readonly figures: readonly Figure[]
}

export const figures = {
  seconds: 'time',
  cpuSeconds: 'CPU',
  requests: 'requests',
  indexBytes: 'index',
  peakSinceStartBytes: 'peak memory',
  memoryBytes: 'memory',
} as const

export type Figure = keyof typeof figures

/** One size at which work is measured. */
export interface Size {
  /** Of the work's unit. */
  readonly size: number
  readonly seed: number
  wants(variant: string): boolean
  note(variant: string, measured: Measured, more?: Figures): void
}

/** What most work is told by. */
export const usual: readonly Figure[] = ['seconds', 'cpuSeconds', 'requests']
