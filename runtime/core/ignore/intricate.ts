/** Rules that one ignore file may hold; each is tried on each path. */
const mostRules = 5000
/** `**` + `/` in one rule: the time to try it grows with the depth of a path to the power of their number. */
const mostLeaps = 2

/**
 * Why the rules of an ignore file would take too long to apply, whether by mistake or because somebody who shares the folder wants that;
 * undefined when they would not.
 */
export function intricacyOf(text: string): string | undefined {
  const rules = text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'))
  if (rules.length > mostRules) return `it holds more than ${mostRules} rules`
  const intricate = rules.find((rule) => rule.split('**/').length - 1 > mostLeaps)
  return intricate && `the rule "${intricate.slice(0, 100)}" has more than ${mostLeaps} times "**/"`
}
