import { join } from 'node:path'

/**
 * The files that take long, the longest first. They start before all others: a long one that starts last leaves the other cores without work.
 * A file that is not named here only starts later.
 */
const longest = [
  'acceptance/two-boxes',
  'simulation/world/schedules-1',
  'simulation/world/schedules-2',
  'runtime/core/plan/plan.property',
  'cli/dropbox/every-verb',
  'runtime/box/install',
  'simulation/crash-points/crash-points',
  'simulation/faults/faults',
  'simulation/time-travel/time-travel',
  'acceptance/killed',
  'chaos/kills',
  'runtime/cloud/fault-table/fault-table',
  'cli/init/pipe',
  'cli/init/linked',
  'cli/init/bad-input',
  'cli/init/interruption',
  'cli/dropbox/status',
  'cli/dropbox/symlink',
  'cli/dropbox/trash',
  'cli/parts/services',
  'emulator/command',
].map((name) => join(import.meta.dirname, 'test', `${name}.test.ts`))

/** Groups of files (together.ava.config.js) come after the longest, before all else. */
const place = (file) => {
  const index = longest.indexOf(file)
  if (index !== -1) return index
  return file.endsWith('.together.ts') ? longest.length : longest.length + 1
}

/**
 * Every test file, or group of them, is a thread that loads everything anew. What Node compiled for one is kept for the others, also for programs that tests
 * start; but not while coverage is measured, which code from a cache makes less exact.
 */
const compiledCode =
  process.env.NODE_V8_COVERAGE === undefined
    ? { NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules', '.cache', 'box-parts', 'compiled') }
    : {}

export default {
  extensions: ['ts'],
  files: ['test/**/*.test.ts'],
  // More than twice as many as the cores of a small machine: many of these tests wait for a program now and then.
  concurrency: 5,
  timeout: '3m',
  sortTestFiles: (one, other) => place(one) - place(other) || (one < other ? -1 : 1),
  environmentVariables: compiledCode,
}
