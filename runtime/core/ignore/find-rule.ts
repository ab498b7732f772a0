import ignore from 'ignore'

/** An ignore file as text, and what it is called. */
export interface RuleText {
  readonly name: string
  readonly text: string
}

/** The line that keeps a path out. */
export interface FoundRule {
  readonly name: string
  /** From 1 on. */
  readonly line: number
  readonly rule: string
}

/**
 * The line that keeps a path out, for people: of the topmost folder on the way that is kept out, the last line that fits (gitignore(5)). Undefined when
 * none does. `relative` counts from the root that the texts hold for. Slow: each line is tried by itself.
 */
export function findRule(
  texts: readonly RuleText[],
  relative: string,
  isFolder: boolean,
): FoundRule | undefined {
  const found = decidingRule(texts, relative, isFolder)
  return found?.rule.startsWith('!') ? undefined : found
}

/** The line that decides about a path: one that keeps it out, as `findRule` gives it; else one that lets it in again, with its `!`; or none. */
export function decidingRule(
  texts: readonly RuleText[],
  relative: string,
  isFolder: boolean,
): FoundRule | undefined {
  const components = relative.normalize('NFC').split('/')
  let lifting: FoundRule | undefined
  for (let depth = 1; depth <= components.length; depth++) {
    const path = components.slice(0, depth).join('/')
    const found = lastLine(texts, depth < components.length || isFolder ? `${path}/` : path)
    if (found !== undefined && !found.rule.startsWith('!')) return found
    lifting = found ?? lifting
  }
  return lifting
}

function lastLine(texts: readonly RuleText[], path: string): FoundRule | undefined {
  for (const { name, text } of texts.toReversed()) {
    const lines = text.normalize('NFC').split(/\r?\n/)
    for (const [index, rule] of [...lines.entries()].toReversed())
      if (rule.trim() !== '' && fits(rule.replace(/^!/, ''), path))
        return { name, line: index + 1, rule: rule.trim() }
  }
  return undefined
}

function fits(rule: string, path: string): boolean {
  return ignore({ ignorecase: true }).add(rule).test(path).ignored
}
