/**
 * Writes JSON the way Dropbox's servers do (recorded from the service): a space after each comma and colon, and
 * everything outside printable ASCII as `\uXXXX`, so that the same text is also a legal HTTP header.
 * Members that are undefined are left out, as Dropbox leaves out absent fields.
 */
export function encodeJson(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'string') return encodeText(value)
  if (typeof value !== 'object') return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(encodeJson).join(', ')}]`
  const members: string[] = []
  for (const [name, member] of Object.entries(value)) {
    if (member !== undefined) members.push(`${encodeText(name)}: ${encodeJson(member)}`)
  }
  return `{${members.join(', ')}}`
}

function encodeText(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
