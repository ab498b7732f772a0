import type { FoundRule } from '../../../runtime/core/ignore/find-rule.ts'
import type { Deciding } from '../../../runtime/core/ignore/why.ts'
import { countOf, grouped, visible } from '../../terminal/text.ts'
import type { Effect } from './effect.ts'
import { defaultsName } from './texts.ts'

/** So many paths are told by name. */
const named = 5

/** Why a path is ignored or not: a sentence. */
export function describeDeciding(path: string, deciding: Deciding): string {
  const name = visible(path)
  switch (deciding.by) {
    case 'rule':
      return `${name} is ignored by the rule "${visible(deciding.rule.rule)}" (${placeOf(deciding.rule)}).`
    case 'lifting-rule':
      return `${name} is not ignored: the rule "${visible(deciding.rule.rule)}" lets it in (${placeOf(deciding.rule)}).`
    case 'system-name':
      return `${name} is ignored: no Dropbox client syncs "${visible(deciding.name)}".`
    case 'repository':
      return `${name} is ignored: it belongs to what a version control system keeps for itself ("rules": {"repositories": "sync"} in the configuration insists).`
    case 'dropbox-ignore-file':
      return `${name} is ignored: the ignore file of Dropbox's own client stays on the computer that it is on.`
    case 'nothing':
      return `${name} is not ignored: no rule names it.`
    default:
      return deciding satisfies never
  }
}

/** `line 3 of /home/ann/Dropbox/.mignore`. */
function placeOf({ name, line }: FoundRule): string {
  return `line ${line} of ${name === defaultsName ? name : visible(name)}`
}

/** What a change of rules stops, or starts: lines, none where it is nothing. `heading` says which of the two. */
export function describeEffect({ paths, files }: Effect, heading: string): string[] {
  if (paths.length === 0) return []
  const left = paths.length - named
  return [
    `${heading} (${countOf(files, 'file')}):`,
    ...paths.slice(0, named).map((path) => `  ${visible(path)}`),
    ...(left > 0 ? [`  and ${grouped(left)} more`] : []),
  ]
}
