/** A line of an ignore file that is a rule. */
export interface RuleLine {
  /** From 1 on. */
  readonly line: number
  readonly rule: string
}

/** The rules of an ignore file, in order, without comments and empty lines. */
export function rulesIn(text: string): RuleLine[] {
  return text
    .split(/\r?\n/)
    .flatMap((rule, index) => (isRule(rule) ? [{ line: index + 1, rule: rule.trim() }] : []))
}

/** The text of an ignore file with rules added at its end, those left out that it has already. Everything else in it stays as it is. */
export function withRules(text: string, rules: readonly string[]): string {
  const known = new Set(rulesIn(text).map(({ rule }) => rule))
  const added = [...new Set(rules)].filter((rule) => !known.has(rule))
  if (added.length === 0) return text
  const end = text.includes('\r\n') ? '\r\n' : '\n'
  const before = text === '' || text.endsWith('\n') ? text : text + end
  return before + added.map((rule) => rule + end).join('')
}

/** The text of an ignore file without the lines that are these rules. */
export function withoutRules(text: string, rules: readonly string[]): string {
  const gone = new Set(rules)
  return text
    .split(/(?<=\n)/)
    .filter((line) => !(isRule(line) && gone.has(line.trim())))
    .join('')
}

function isRule(line: string): boolean {
  return line.trim() !== '' && !line.startsWith('#')
}
