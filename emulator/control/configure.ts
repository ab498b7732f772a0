import * as v from 'valibot'
import { type Config, ConfigSchema } from './config.ts'

/** A configuration that cannot be; the message is a sentence for the person who sent it. */
export class BadConfig extends Error {
  override readonly name = 'BadConfig'
}

/**
 * The configuration with what `changes` names changed, section by section; lists are replaced whole. Faults keep
 * counting unless they are named. Throws BadConfig.
 */
export function changeConfig(config: Config, changes: unknown): Config {
  if (!isSection(changes)) throw new BadConfig('The configuration must be a JSON object.')
  const result = v.safeParse(ConfigSchema, merge(config, changes), { abortEarly: true })
  if (!result.success) throw new BadConfig(sentence(result.issues[0]))
  // Faults are counted by identity, so an unnamed list must stay the very same one.
  return 'faults' in changes ? result.output : { ...result.output, faults: config.faults }
}

function merge(base: unknown, changes: unknown): unknown {
  if (!isSection(base) || !isSection(changes)) return changes
  const merged: Record<string, unknown> = { ...base }
  for (const [name, change] of Object.entries(changes)) merged[name] = merge(base[name], change)
  return merged
}

function isSection(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function sentence(issue: v.BaseIssue<unknown>): string {
  const where = v.getDotPath(issue)
  if (issue.type === 'strict_object' && issue.expected === 'never')
    return `There is no setting "${where ?? ''}".`
  if (issue.type === 'strict_object' && issue.received === 'undefined') return `"${where ?? ''}" is missing.`
  return `"${where ?? 'configuration'}" is wrong: ${issue.message}.`
}
