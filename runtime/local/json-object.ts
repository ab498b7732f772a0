/** The fields of a JSON object; undefined when the text is none, as a file is that was torn or damaged. */
export function jsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // What is no JSON is no object either; the caller knows what that means for its file.
    return undefined
  }
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)
    : undefined
}
