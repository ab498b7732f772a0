import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { ExecutionContext } from 'ava'
import type { DescribedCommand } from '../../../cli/manual/described.ts'
import { describePrograms } from '../../../cli/manual/programs.ts'
import type { Outcome } from '../../installed/box.ts'
import type { DropboxBox } from './linked-box.ts'

const root = resolve(import.meta.dirname, '../../..')

/**
 * What is to be seen of every verb: its answer, its refusal with an exit code, its answer as JSON, and what `--quiet` leaves of it; of one that takes
 * `--yes`, that it asks nobody where nobody is, and names that option.
 */
const sights = ['answer', 'refusal', 'json', 'quiet', 'asking'] as const
type Sight = (typeof sights)[number]

/** What is printed: as it is, or what it must look like. */
type Text = string | RegExp

/**
 * Runs verbs, compares what they print, and remembers what was seen of which. Words are typed with a space between them. The installed program gives
 * an answer of each verb, a refusal of each exit code, and one JSON, since what leads there from a verb is the same for all; the rest is seen in this
 * process: further verbs of a verb (`exclude add`), other refusals, other JSON, and all that is quiet.
 */
export type VerbTable = {
  /** an answer on standard output, and nothing on standard error */
  answers(words: string, stdout: Text, exitCode?: number): Promise<void>
  /** a sentence on standard error, and on standard output only `stdout`, by default nothing */
  refuses(words: string, stderr: Text, exitCode: number, stdout?: Text): Promise<void>
  /**
   * what is printed with `--json`: all of a shape, as `shapeOf` gives it, and maybe more names, those of the shape told of in docs/commands.md; nothing on
   * standard error
   */
  json(words: string, shape: string, exitCode?: number): Promise<void>
  /** what is left with `--quiet` */
  quietly(words: string, stdout: Text, exitCode?: number): Promise<void>
  /** what was not seen of a verb, or a verb's own verb, and is not exempt */
  missing(exempt: Readonly<Record<string, readonly Sight[]>>): readonly string[]
}

/** The table of a box. */
export async function verbTable(t: ExecutionContext, box: DropboxBox): Promise<VerbTable> {
  const [dropbox] = await describePrograms()
  const described = (dropbox?.commands ?? []).flatMap((verb) => [
    ...(verb.commands.length === 0 || doesMore(verb) ? [verb] : []),
    ...verb.commands.map((inner) => ({ ...inner, name: `${verb.name} ${inner.name}` })),
  ])
  const rows = described.map(({ name }) => name)
  const asking = described.filter(({ options }) => options.some(({ names }) => names.includes('--yes')))
  const seen = new Set<string>()
  const seenInstalled = new Set<string>()

  const rowOf = (words: string): string => {
    const [verb = '', inner = ''] = words.split(' ')
    return rows.includes(`${verb} ${inner}`) ? `${verb} ${inner}` : verb
  }
  /** Runs a verb, and gives what it printed; the first time for `kind` it is the installed program. */
  async function see(words: string, sight: Sight, kind?: string): Promise<Outcome> {
    const program = kind === undefined || seenInstalled.has(kind) ? box.here : box.dropbox
    if (kind !== undefined) seenInstalled.add(kind)
    seen.add(`${rowOf(words)} : ${sight}`)
    return program(...words.split(' '))
  }
  const verbOf = (words: string): string => words.split(' ')[0] ?? ''
  const isAs = (is: string, wanted: Text, words: string): void =>
    typeof wanted === 'string' ? void t.is(is, wanted, words) : void t.regex(is, wanted, words)

  return {
    async answers(words, wanted, code = 0) {
      const { stdout, stderr, exitCode } = await see(words, 'answer', `answer of ${verbOf(words)}`)
      isAs(stdout, wanted, words)
      t.deepEqual([stderr, exitCode], ['', code], words)
    },
    async refuses(words, wanted, code, printed = '') {
      const { stdout, stderr, exitCode } = await see(words, 'refusal', `refusal with ${code}`)
      isAs(stderr, wanted, words)
      isAs(stdout, printed, words)
      t.is(exitCode, code, words)
      if (/^Nobody is there to ask\. .*--yes/.test(stderr)) seen.add(`${rowOf(words)} : asking`)
    },
    async json(words, shape, code = 0) {
      const { stdout, stderr, exitCode } = await see(`${words} --json`, 'json', 'json')
      t.deepEqual([stderr, exitCode], ['', code], words)
      const is = shapeOf(JSON.parse(stdout))
      t.true(holds(is, shape), `${words}: ${is} instead of ${shape}`)
      const told = sectionOn(verbOf(words))
      for (const name of namesIn(shape))
        t.regex(told, new RegExp(`\`[^\`\\n]*\\b${name}\\b[^\`\\n]*\``), `${words}: ${name}`)
    },
    async quietly(words, wanted, code = 0) {
      const { stdout, stderr, exitCode } = await see(`${words} --quiet`, 'quiet')
      isAs(stdout, wanted, words)
      t.deepEqual([stderr, exitCode], ['', code], words)
    },
    missing: (exempt) =>
      rows.flatMap((row) =>
        sights
          .filter((sight) => sight !== 'asking' || asking.some(({ name }) => name === row))
          .filter((sight) => !seen.has(`${row} : ${sight}`) && !exempt[row]?.includes(sight))
          .map((sight) => `${row}: ${sight}`),
      ),
  }
}

/** Whether a verb with verbs of its own does something without them. */
function doesMore(verb: DescribedCommand): boolean {
  const everywhere = ['--config', '--json', '--quiet', '--verbose', '--help']
  return (
    verb.operands.length > 0 ||
    verb.options.some(({ names }) => !everywhere.some((name) => names.includes(name)))
  )
}

/** The names in a shape. */
function namesIn(shape: string): readonly string[] {
  return (shape.match(/\w+/g) ?? []).filter((name) => name !== '_')
}

/** What docs/commands.md says of a verb. */
function sectionOn(verb: string): string {
  const sections = readFileSync(join(root, 'docs', 'commands.md'), 'utf8').split(/^## /m)
  return sections.filter((section) => new RegExp(`^.*\\bdropbox ${verb}\\b`).test(section)).join('\n')
}

/** Whether a shape is of the same kind as another, with all of its names: what scripts rely on stays, and more may come. */
function holds(shape: string, other: string): boolean {
  const kind = (text: string) => text.replace(/\w+/g, '').replaceAll(' ', '')
  return kind(shape) === kind(other) && namesIn(other).every((name) => namesIn(shape).includes(name))
}

/** A JSON value without its values: the names of an object, the first item of an array, `_` for all else. */
export function shapeOf(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[${shapeOf(value[0])}]`
  return typeof value === 'object' && value !== null ? `{${Object.keys(value).join(' ')}}` : '_'
}
