import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { distributionFolder } from '../../runtime/box/distribution.ts'
import type { DescribedCommand } from './described.ts'

/** The file in share/ that holds what describePrograms gave when the programs were built. */
export const descriptionsFile = 'commands.json'

/** Every program that a person types, as it was described when it was built: a key that somebody pressed has no time to load them all. */
export function readDescriptions(): readonly DescribedCommand[] {
  const text = readFileSync(join(distributionFolder(), 'share', descriptionsFile), 'utf8')
  return JSON.parse(text) as readonly DescribedCommand[]
}
