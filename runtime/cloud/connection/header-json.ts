/**
 * JSON for an HTTP header: everything from DEL on is written as `\uXXXX`, since `Dropbox-API-Arg` must be ASCII
 * (dropbox.com/developers/reference/json-encoding).
 */
export function headerJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
