/**
 * What looks like a secret wherever it stands: values of fields named like one, Authorization headers, Dropbox's access tokens
 * (`sl.`...), and the secrets in the query of a URL. Works on a line of JSON and leaves it valid.
 */
const patterns: readonly (readonly [RegExp, string])[] = [
  [
    /("(?:[\w-]*token|authorization|code_verifier|client_secret|cookie|password|secret)"\s*:\s*)"(?:[^"\\]|\\.)*"/gi,
    '$1"[secret]"',
  ],
  // The same in JSON that is itself a text in the line.
  [
    /(\\+"(?:[\w-]*token|authorization|code_verifier|client_secret|cookie|password|secret)\\+"\s*:\s*\\+")[^"\\]*/gi,
    '$1[secret]',
  ],
  [/\b(Bearer|Basic) [\w.~+/=-]+/g, '$1 [secret]'],
  [/\bsl\.[\w.-]{8,}/g, '[secret]'],
  [/\b((?:[\w-]*token|code|code_verifier|client_secret)=)[^&\s"\\]+/gi, '$1[secret]'],
]

/** Takes secrets out of lines: the ones it was told of, and all that looks like one. */
export interface Redaction {
  hide(secret: string): void
  apply(line: string): string
}

export function createRedaction(): Redaction {
  const secrets = new Set<string>()
  return {
    hide(secret) {
      // Shorter ones would take harmless words with them, and are none.
      if (secret.length >= 8) secrets.add(JSON.stringify(secret).slice(1, -1))
    },
    apply(line) {
      let clean = line
      for (const secret of secrets) clean = clean.replaceAll(secret, '[secret]')
      for (const [pattern, replacement] of patterns) clean = clean.replace(pattern, replacement)
      return clean
    },
  }
}
