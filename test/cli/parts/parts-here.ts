import { describePartsFailure } from '../../../cli/parts/errors.ts'
import { runParts } from '../../../cli/parts/run.ts'
import type { Box, Outcome } from '../../installed/box.ts'
import { runHere } from '../run-here.ts'

/**
 * What `parts` does on a box with these words, in this process: for a tenth of what starting the program costs. What it installs comes out of the
 * same build as the package.
 */
export function partsHere(box: Pick<Box, 'env'>, ...words: string[]): Promise<Outcome> {
  return runHere((terminal) => runParts(terminal, words, box.env), describePartsFailure, box.env)
}
