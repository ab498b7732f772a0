import type { Figures, Measured } from './stage/measure.ts'
import type { TreeShape } from './stage/tree.ts'

/** Which run it was. */
export interface Marks {
  /** The case of the row, as `slow commits` or `down`. */
  readonly variant: string
  readonly contestant: string
  /** From 0. */
  readonly round: number
}

/** One run of one contestant, as it is kept. */
export interface Run extends Marks {
  readonly row: string
  /** When the bench began that it belongs to, as ISO text: what is compared was measured in one go. */
  readonly session: string
  /** 1 is the size that the row speaks of. */
  readonly scale: number
  readonly seed: number
  /** Of the minute before the run began, over all cores. */
  readonly loadAverage: number
  readonly figures: Figures
  /** Calls by route, of everybody together. */
  readonly routes: Readonly<Record<string, number>>
}

/** One line of the table: what was to be reached, and what was. `reached` is undefined where there is nothing to reach. */
export interface Line {
  readonly what: string
  readonly goal: string
  readonly measured: string
  readonly reached: boolean | undefined
}

/** A plot of one figure: a bar for each contestant in each variant, or, over the amount of work, a line for each variant. */
export interface Plot {
  readonly title: string
  readonly figure: string
  readonly unit: string
  /** Divides the figure before it is shown. */
  readonly per?: number
  /** The figure that is the amount of work; both axes are logarithms then. */
  readonly over?: string
}

/** What a row works with. */
export interface Bench {
  /** How often each contestant runs. */
  readonly times: number
  readonly seed: number
  readonly scale: number
  /** So many of something, at the scale of this bench; at least 1. */
  scaled(count: number): number
  /** A tree with so many files and folders, at the scale of this bench. */
  tree(shape: Omit<TreeShape, 'seed'> & { readonly seed?: number }): TreeShape
  /** Whether a variant is to be measured. */
  wants(variant: string): boolean
  /** Keeps what a run came to, and tells it on standard error. `more` are figures beside those that were measured. */
  note(marks: Marks, measured: Measured, more?: Figures): void
  /** Tells what is going on. */
  say(sentence: string): void
}

/** A row of the table: how it is measured, and what its runs are to reach. */
export interface Row {
  readonly name: string
  readonly title: string
  /** What is done, and why it is done so. */
  readonly about: string
  /** The cases that it measures, each of which may be measured by itself. */
  readonly variants: readonly string[]
  /** Only measured when it is named, since it takes long. */
  readonly onRequest?: true
  measure(bench: Bench): Promise<void>
  /** Judges runs; there is at least one, but not of every variant. */
  judge(runs: readonly Run[]): readonly Line[]
  readonly plots: readonly Plot[]
}
