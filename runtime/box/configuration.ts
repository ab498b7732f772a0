import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join, resolve } from 'node:path'
import * as v from 'valibot'
import { writeFileDurably } from './durable-file.ts'
import { asBoxError, BoxError } from './errors.ts'
import type { BoxPaths } from './paths.ts'

const oneOf = <const Word extends string>(...words: Word[]) =>
  v.picklist(words, `must be ${words.map((word) => `"${word}"`).join(' or ')}`)
const text = (expected: string) => v.pipe(v.string(expected), v.nonEmpty(expected))
const group = 'must be an object, in braces'

const wholeNumber = v.pipe(
  v.number('must be a number of files, 1 or more'),
  v.integer('must be a number of files, 1 or more'),
  v.minValue(1, 'must be a number of files, 1 or more'),
)

const Rules = v.strictObject(
  {
    repositories: v.optional(oneOf('warn-and-skip', 'sync'), 'warn-and-skip'),
    maxNewFiles: v.optional(wholeNumber, 100_000),
    boxMark: v.optional(oneOf('on', 'off'), 'on'),
  },
  group,
)

const amount = (expected: string) => v.pipe(v.number(expected), v.minValue(1, expected), v.finite(expected))

const Trash = v.strictObject(
  {
    days: v.optional(amount('must be a number of days, 1 or more'), 7),
    megabytes: v.optional(amount('must be a number of megabytes, 1 or more'), 1024),
  },
  group,
)

const perSecond = 'must be "unlimited" or a number of KB per second, 1 or more'
const rate = v.union([v.literal('unlimited'), amount(perSecond)], perSecond)

/** How fast content may go in each direction: KB (of 1,024 bytes) per second. */
export type Bandwidth = { readonly download: 'unlimited' | number; readonly upload: 'unlimited' | number }

const grade = 'must be a whole number, 0 to 19'
const niceness = v.pipe(v.number(grade), v.integer(grade), v.minValue(0, grade), v.maxValue(19, grade))

const BandwidthLimits = v.strictObject(
  { download: v.optional(rate, 'unlimited'), upload: v.optional(rate, 'unlimited') },
  group,
)

const Settings = v.strictObject(
  {
    folder: v.optional(text('must be the path of the Dropbox folder')),
    boxName: v.optional(text('must be the name of this box')),
    appKey: v.optional(text('must be the key of a Dropbox app')),
    rules: v.optional(Rules, {}),
    trash: v.optional(Trash, {}),
    bandwidth: v.optional(BandwidthLimits, {}),
    niceness: v.optional(niceness, 2),
  },
  group,
)

/** What a person can set, complete: what the file leaves out has its default. */
export type Configuration = {
  /** the Dropbox folder, absolute; ~/Dropbox */
  folder: string
  /** names this box in conflict copies and on the lock; the host's name */
  boxName: string
  /** key of the Dropbox app; none by default */
  appKey?: string
  rules: {
    /** whether the internals of version control are synced; 'warn-and-skip' */
    repositories: 'warn-and-skip' | 'sync'
    /** how many new files are sent to Dropbox at once without asking; 100,000 */
    maxNewFiles: number
    /** whether this box leaves a small file in Dropbox, by which it notices that it was restored or copied as a whole; 'on' */
    boxMark: 'on' | 'off'
  }
  /** how long and how much the trash of the Dropbox folder, and of each linked folder, is kept; 7 days, 1024 MB */
  trash: { days: number; megabytes: number }
  /** how fast content may come from Dropbox and go there, over all files; 'unlimited' both */
  bandwidth: Bandwidth
  /** how far the agent gives way when other programs want the processor, 0 to 19 (nice(1)); 2 */
  niceness: number
}

/**
 * Reads ~/.parts/etc/dropbox/config.json; a missing file gives the defaults. A `folder` may begin with `~/`, and a
 * relative one counts from the home.
 * Throws BoxError 'configuration_unreadable', 'configuration_not_json' or 'configuration_invalid' (names the field, unknown ones too).
 */
export async function readConfiguration(paths: BoxPaths): Promise<Configuration> {
  return complete(settingsFrom(await readObject(paths.configFile), paths), paths)
}

/** What holds where the file sets nothing. */
export function defaultConfiguration(paths: BoxPaths): Configuration {
  return complete(settingsFrom({}, paths), paths)
}

function complete(
  { folder, boxName, appKey, rules, trash, bandwidth, niceness }: v.InferOutput<typeof Settings>,
  paths: BoxPaths,
): Configuration {
  return {
    folder: resolve(
      paths.home,
      folder?.replace(/^~(?=\/|$)/, () => paths.home) ?? join(paths.home, usualFolder(paths)),
    ),
    boxName: boxName ?? hostname(),
    ...(appKey === undefined ? {} : { appKey }),
    rules,
    trash,
    bandwidth,
    niceness,
  }
}

/** The name of the Dropbox folder where nothing else is set, as Dropbox's own client names those of two accounts. */
function usualFolder({ configuration }: BoxPaths): string {
  return configuration === undefined ? 'Dropbox' : `Dropbox (${configuration})`
}

/**
 * Writes the named settings and keeps the others as the file has them, in one durable step.
 * Throws what readConfiguration throws, BoxError 'no_space' or 'not_writable'.
 */
export async function changeConfiguration(
  paths: BoxPaths,
  change: Partial<Omit<Configuration, 'rules' | 'trash'>> & { rules?: Partial<Configuration['rules']> },
): Promise<void> {
  const present = await readObject(paths.configFile)
  settingsFrom(present, paths)
  const { rules, ...others }: { rules?: object } = present
  const joined = {
    ...others,
    ...change,
    ...(rules || change.rules ? { rules: { ...rules, ...change.rules } } : {}),
  }
  settingsFrom(joined, paths)
  try {
    await writeFileDurably(paths.configFile, `${JSON.stringify(joined, null, 2)}\n`)
  } catch (error) {
    throw asBoxError(error, paths.configFile)
  }
}

async function readObject(file: string): Promise<object> {
  let content: string
  try {
    content = await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {}
    throw new BoxError({ code: 'configuration_unreadable', file }, { cause: error })
  }
  let json: unknown
  try {
    json = JSON.parse(content)
  } catch (error) {
    throw new BoxError({ code: 'configuration_not_json', file }, { cause: error })
  }
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json
  throw new BoxError({ code: 'configuration_not_json', file })
}

function settingsFrom(json: object, paths: BoxPaths): v.InferOutput<typeof Settings> {
  const result = v.safeParse(Settings, json)
  if (result.success) return result.output
  const [issue] = result.issues
  const field = v.getDotPath(issue)
  throw new BoxError({
    code: 'configuration_invalid',
    file: paths.configFile,
    field: field ?? '',
    expected: issue.expected === 'never' ? 'is not a known setting' : issue.message,
  })
}
