/**
 * A path as it stands between double quotes in a shell script. Inside the home it begins with `$HOME`, so that the line
 * stays right when the home is copied to another user or place.
 */
export function shellPath(path: string, home: string): string {
  const inHome = path === home || path.startsWith(`${home}/`)
  const escaped = (inHome ? path.slice(home.length) : path).replace(/[\\"$`]/g, '\\$&')
  return inHome ? `$HOME${escaped}` : escaped
}
