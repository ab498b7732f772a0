import * as v from 'valibot'

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

const grade = 'must be a whole number, 0 to 19'
const niceness = v.pipe(v.number(grade), v.integer(grade), v.minValue(0, grade), v.maxValue(19, grade))

const BandwidthLimits = v.strictObject(
  { download: v.optional(rate, 'unlimited'), upload: v.optional(rate, 'unlimited') },
  group,
)

/** What a hook can be told of: a conflict copy was made, the agent stands still until a person decides, a path cannot sync. */
export const hookEvents = ['conflict', 'halt', 'problem'] as const
export type HookEvent = (typeof hookEvents)[number]

const Hooks = v.array(
  v.strictObject(
    {
      exec: text('must be a command line for /bin/sh'),
      on: v.optional(v.array(oneOf(...hookEvents)), [...hookEvents]),
    },
    group,
  ),
  'must be a list, in brackets',
)

const minutes = 'must be "adaptive" or a number of minutes, 1 or more'

const rootPath = 'must be a folder of Dropbox like "/{org}/{space}", beginning with "/"'

/**
 * What a settings file may hold, with the default of what it leaves out; undefined where that depends on the box. See `Configuration` for what each
 * means.
 */
export const Settings = v.strictObject(
  {
    folder: v.optional(text('must be the path of the Dropbox folder')),
    boxName: v.optional(text('must be the name of this box')),
    appKey: v.optional(text('must be the key of a Dropbox app')),
    remoteRoot: v.optional(v.pipe(v.string(rootPath), v.startsWith('/', rootPath))),
    pathRoot: v.optional(oneOf('team', 'home'), 'team'),
    remoteRootValues: v.optional(text('must be the path of a JSON file')),
    rules: v.optional(Rules, {}),
    trash: v.optional(Trash, {}),
    bandwidth: v.optional(BandwidthLimits, {}),
    niceness: v.optional(niceness, 2),
    rescanMinutes: v.optional(v.union([v.literal('adaptive'), amount(minutes)], minutes), 'adaptive'),
    sharedHome: v.optional(oneOf('refuse', 'allow'), 'refuse'),
    notify: v.optional(Hooks, []),
  },
  group,
)

/** The settings of a file, checked, with defaults. */
export type Settings = v.InferOutput<typeof Settings>

/** The name of every setting, `group.name` for one in a group. */
export const settingNames: readonly string[] = Object.entries(Settings.entries).flatMap(
  ([name, { wrapped }]) =>
    'entries' in wrapped ? Object.keys(wrapped.entries).map((inner) => `${name}.${inner}`) : [name],
)

/** The value of a setting by its name, in what a file holds or in what was made of it; undefined where it is not set. */
export function settingIn(settings: object, name: string): unknown {
  let value: unknown = settings
  for (const part of name.split('.'))
    value = typeof value === 'object' && value !== null ? Reflect.get(value, part) : undefined
  return value
}
