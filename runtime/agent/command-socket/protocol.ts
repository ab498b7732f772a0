/**
 * One command of Dropbox's own programs, as nautilus-dropbox sends it (dropbox.in, class DropboxCommand): a line with its name, for each argument a
 * line with its name and its values, separated by tabs, and the line `done`.
 */
export interface Command {
  readonly name: string
  readonly values: ReadonlyMap<string, readonly string[]>
}

/** What a command is answered with: values by name, or the sentences that say why not. */
export type Answer =
  | { readonly ok: true; readonly values: Readonly<Record<string, readonly string[]>> }
  | { readonly ok: false; readonly sentences: readonly string[] }

/** The command that lines, without `done`, make up; undefined where they make up none. */
export function parseCommand([name = '', ...lines]: readonly string[]): Command | undefined {
  if (!/^[a-z_]{1,64}$/.test(name)) return undefined
  const values = new Map<string, readonly string[]>()
  for (const line of lines) {
    const [key = '', ...rest] = line.split('\t')
    // The script escapes nothing: what has no tab is the rest of a path with a line end in it.
    if (key === '' || rest.length === 0 || values.has(key)) return undefined
    values.set(key, rest)
  }
  return { name, values }
}

/**
 * An answer as it goes over the wire. The script takes an empty line for the end of the connection, and a value with a tab or a line end for two:
 * control characters are written as C does, octal (g_strcompress of GLib, which the file managers read them with).
 */
export function formatAnswer(answer: Answer): string {
  const lines = answer.ok
    ? [
        'ok',
        ...Object.entries(answer.values).map(([key, values]) => [key, ...values.map(escaped)].join('\t')),
      ]
    : ['notok', ...sentencesOf(answer.sentences)]
  return `${lines.join('\n')}\ndone\n`
}

/** The script gives up after the twentieth line (send_command). */
const mostSentences = 19

function sentencesOf(sentences: readonly string[]): readonly string[] {
  const lines = sentences.flatMap((sentence) => sentence.split('\n').filter((line) => line !== ''))
  return lines.length === 0 ? ['It failed.'] : lines.slice(0, mostSentences).map(escaped)
}

const escapes: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r' }

function escaped(value: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  return value.replace(/[\x00-\x1f\x7f]/g, (character) => {
    return escapes[character] ?? `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`
  })
}

/** A path as it may be meant: as it stands, which the script sends, or with the escapes that the file managers write (g_strescape of GLib). */
export function spellingsOf(value: string): readonly string[] {
  if (!value.includes('\\')) return [value]
  return [value, value.replace(/\\([\\"nt])/g, (_, letter: string) => unescapes[letter] ?? letter)]
}

const unescapes: Readonly<Record<string, string>> = { n: '\n', t: '\t' }
