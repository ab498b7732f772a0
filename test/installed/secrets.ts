import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** The one file that may hold secrets, from the home; it is for its owner alone. */
export const credentialsFile = '.parts/var/dropbox/credentials.json'

/** Installed programs: linked from one place for all tests, and written before any secret was in play. */
const programs = new Set(['.parts/packages', '.parts/autoparts', '.parts/bin'])

/** What a secret looks like where it stands as it is, percent-encoded, in JSON, in hex, or in base64 at any position of other bytes. */
export function encodingsOf(secret: string): string[] {
  const bytes = Buffer.from(secret)
  const base64 = [0, 1, 2].flatMap((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '')
    // The characters at either end depend on what stands beside the secret.
    const inner = encoded.slice(before === 0 ? 0 : before + 1, -2)
    return [inner, inner.replaceAll('+', '-').replaceAll('/', '_')]
  })
  const plain = [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]
  return [
    ...new Set([
      ...plain,
      bytes.toString('hex'),
      ...base64,
      Buffer.from(secret, 'utf16le').toString('latin1'),
    ]),
  ]
}

/** Which of the secrets stand in some bytes, in whatever encoding: their first characters. */
export function secretsIn(bytes: Buffer, secrets: Iterable<string>): string[] {
  return [...secrets]
    .filter((secret) =>
      // In ASCII both encodings of a text are the same bytes, and to look through a home costs.
      encodingsOf(secret).some(
        (text) => bytes.includes(text, 0, 'latin1') || (!isAscii(text) && bytes.includes(text)),
      ),
    )
    .map((secret) => `${secret.slice(0, 6)}…`)
}

function isAscii(text: string): boolean {
  return Buffer.byteLength(text) === text.length
}

/** Every file below a home that holds one of the secrets, but for the credentials file. Names count as content. */
export function filesWithSecrets(home: string, secrets: Iterable<string>): string[] {
  const sought = [...secrets]
  const found: string[] = []
  // Names as their bytes, which need be no UTF-8: a character of these strings is a byte.
  const placeOf = (path: string) => Buffer.concat([Buffer.from(`${home}/`), Buffer.from(path, 'latin1')])
  const visit = (relative: string): void => {
    for (const entry of readdirSync(placeOf(relative), { withFileTypes: true, encoding: 'latin1' })) {
      const path = relative === '' ? entry.name : `${relative}/${entry.name}`
      if (programs.has(path) || path === credentialsFile) continue
      if (entry.isDirectory()) visit(path)
      const bytes = entry.isFile() ? readFileSync(placeOf(path)) : Buffer.alloc(0)
      for (const secret of secretsIn(Buffer.concat([Buffer.from(path, 'latin1'), bytes]), sought))
        found.push(`${path}: ${secret}`)
    }
  }
  visit('')
  return found
}

/** The secrets that a box was given: what its credentials file and its environment hold. Throws when others may read that file. */
export function secretsOfBox(home: string, env: Readonly<Record<string, string>>): string[] {
  const given = ['DROPBOX_REFRESH_TOKEN', 'DROPBOX_ACCESS_TOKEN'].flatMap((name) => env[name] ?? [])
  const file = join(home, credentialsFile)
  if (statSync(file, { throwIfNoEntry: false }) === undefined) return given
  if ((statSync(file).mode & 0o777) !== 0o600) throw new Error(`others may read ${file}`)
  return [...given, ...secretsInJson(readFileSync(file, 'utf8'))]
}

function secretsInJson(text: string): string[] {
  return [...text.matchAll(/"(?:refresh|access)_token"\s*:\s*"([^"]+)"/g)].map((match) => match[1] ?? '')
}
