import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const tests = join(import.meta.dirname, '..')

/**
 * The test files that run in one thread, by the name of the group: NAME.together.ts loads them. Starting a thread and loading the sources takes most of
 * the time of a small test file, and is done once for all of a group. Tests of a group start at once, like those of one file.
 */
const groups = {
  agent: ['runtime/agent/**'],
  box: ['runtime/{box,remote,store}/**'],
  cli: ['{bench,build,chaos,cli,installed}/**'],
  cloud: ['runtime/cloud/**'],
  core: ['runtime/core/**'],
  'dropbox-a-to-c': [
    'cli/dropbox/{activity,adopt,as-the-script,choose,command-socket,configurations,conflicts}.test.ts',
  ],
  'dropbox-d-to-p': ['cli/dropbox/{diff,filestatus,ignore,notify,pause,proxy}.test.ts'],
  'dropbox-r-to-w': ['cli/dropbox/{revs,sharelink,sync,throttle,unlink,wait}.test.ts'],
  emulator: ['emulator/**'],
  'engine-a-to-c': ['runtime/engine/[a-c]*'],
  'engine-d-to-h': ['runtime/engine/[d-h]*'],
  'engine-i-to-p': ['runtime/engine/[i-p]*'],
  'engine-q-to-z': ['runtime/engine/[q-z]*', 'runtime/engine/*/**'],
  hostile: ['hostile/**'],
  local: ['runtime/local/**'],
} as const satisfies Readonly<Record<string, readonly string[]>>

/** What runs by itself: what starts programs, which take turns better in several threads, and what is long enough to be worth a thread. */
const apart = [
  '{acceptance,simulation}/**',
  'chaos/kills',
  'emulator/{command,control,delta,download,durability,fault,longpoll}',
  'hostile/zip',
  'runtime/agent/{adopt,agent,linked,prepare,command-socket/serve,doctor/examine,process/lock}',
  'runtime/agent/{socket/connect,socket/serve,stored/open-kept}',
  'runtime/box/{daemon,install,profile,startup-script}',
  'runtime/cloud/{cloud-contract.emulated,faults.emulated,upload/emulated}',
  'runtime/cloud/{fault-table,connection/large}/**',
  'runtime/cloud/connection/transport',
  'runtime/core/plan/plan.property',
  'runtime/local/swap/interleaved',
  // It has the same tests as the other store.
  'runtime/store/memory-store',
]

/** The groups of files that have one or two boxes with installed programs each, no more together than other files have. Others with such are in none. */
const withBoxes: readonly string[] = ['dropbox-a-to-c', 'dropbox-d-to-p', 'dropbox-r-to-w']
const hasBox = /\/(installed\/(box|terminal)|linked-box|parts-here|person)\.ts'/

/** What is measured of the process, whatever ava does for all tests of a thread, and what ava learns of too late. */
const alone =
  /\btest\.(serial|before|after)|\bmock\.timers\b|\bprocess\.(memoryUsage|cpuUsage)\b|^(const .* = )?await /m

const filesLike = (patterns: readonly string[]): string[] =>
  patterns.flatMap((pattern) => globSync(pattern, { cwd: tests })).filter((file) => file.endsWith('.test.ts'))

const byThemselves = new Set(
  filesLike(apart.map((pattern) => (/\*$/.test(pattern) ? pattern : `${pattern}.test.ts`))),
)

/** The test files of a group, as paths in test/, sorted. */
export function filesOf(group: keyof typeof groups): string[] {
  return [...new Set(filesLike(groups[group]))]
    .filter((file) => {
      const text = readFileSync(join(tests, file), 'utf8')
      return !byThemselves.has(file) && !alone.test(text) && hasBox.test(text) === withBoxes.includes(group)
    })
    .sort()
}

/** The names of the groups. */
export const groupNames = Object.keys(groups) as (keyof typeof groups)[]

/** What ava is to run for all tests, as paths in the project: a file for each group, then each test file that is in none. */
export function filesToRun(): string[] {
  const grouped = new Set(groupNames.flatMap(filesOf))
  const groupFiles = groupNames.map((group) => `test/together/${group}.together.ts`)
  const others = filesLike(['**']).filter((file) => !grouped.has(file))
  return [...groupFiles, ...others.sort().map((file) => `test/${file}`)]
}
