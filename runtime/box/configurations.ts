import { existsSync, readdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { type BoxPaths, boxPaths } from './paths.ts'

/** A name that is none is somebody's else, and no configuration. */
const statePattern = /^dropbox(?:@([a-z0-9][a-z0-9_-]{0,19}))?$/i

/** The places of every configuration that has a state on this box, the usual one first, others by name; that one always is among them. */
export function everyConfiguration(environment: NodeJS.ProcessEnv): readonly BoxPaths[] {
  const usual = boxPaths({ ...environment, DROPBOX_CONFIG: undefined })
  const states = dirname(usual.stateFolder)
  const names = (existsSync(states) ? readdirSync(states).sort() : []).flatMap((folder) => {
    const name = statePattern.exec(folder)?.[1]
    return name === undefined ? [] : [name]
  })
  return [usual, ...names.map((name) => boxPaths({ ...environment, DROPBOX_CONFIG: name }))]
}
