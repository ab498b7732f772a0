import { parseArgs } from 'node:util'
import type { Size } from './bench.ts'
import type { Row } from './row.ts'
import { rowsNamed, withVariants } from './rows/rows.ts'

/** What a bench was asked to do. */
export interface Asked {
  /** None where only the page is to be written. */
  readonly rows: readonly Row[]
  readonly size: Size
  readonly kept: boolean
}

const fewest = { times: 1, scale: 0.05 }

/** Reads the command line of a bench; see run.ts. Throws TypeError, with a sentence, for one that cannot be understood. */
export function readAsked(words: readonly string[]): Asked {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      variant: { type: 'string', multiple: true, default: [] },
      times: { type: 'string', default: '5' },
      scale: { type: 'string', default: '1' },
      seed: { type: 'string', default: '1' },
      quick: { type: 'boolean', default: false },
      try: { type: 'boolean', default: false },
      page: { type: 'boolean', default: false },
    },
  })
  const { quick, page, variant: variants } = values
  const full = { times: numberOf(values.times), scale: numberOf(values.scale) }
  return {
    rows: page ? [] : withVariants(rowsNamed(positionals), variants),
    size: { ...(quick ? fewest : full), seed: numberOf(values.seed), variants },
    kept: !quick && !values.try,
  }
}

function numberOf(text: string): number {
  const number = Number(text)
  if (!(number > 0)) throw new TypeError(`${text} is no number above 0.`)
  return number
}
