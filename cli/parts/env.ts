import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BoxPaths } from '../../runtime/box/paths.ts'
import type { Command } from './command.ts'

/** `parts env`: shell lines that put the installed parts to use, for `eval "$(parts env)"`. */
export const env: Command = {
  name: 'env',
  summary: 'Prints the commands needed to set up the parts environment',
  operands: '',
  async run({ terminal, paths, environment }) {
    terminal.print(environmentLines(paths, environment))
    return 0
  },
}

/** The shell lines for a box, given the environment of the shell that is to have them. */
export function environmentLines(
  { partsRoot, environmentFolder }: BoxPaths,
  environment: NodeJS.ProcessEnv,
): string {
  const present = (environment['PATH'] ?? '').split(':')
  const wanted = (folders: string[]) => folders.filter((folder) => !present.includes(join(partsRoot, folder)))
  const inRoot = (folder: string) => `$AUTOPARTS_ROOT/${folder}`
  // Each time a shell starts in a shell this runs again, and must not make the PATH longer.
  // `parts` under ~/.parts comes last, so that a newer one that npm installed is the one that runs.
  const path = [
    ...wanted(['bin', 'sbin']).map(inRoot),
    '$PATH',
    ...wanted(['autoparts/bin']).map(inRoot),
  ].join(':')
  const exports: [name: string, value: string][] = [
    ['AUTOPARTS_ROOT', partsRoot.replace(/[\\"$`]/g, '\\$&')],
    ['PATH', path],
    ['LD_LIBRARY_PATH', before('LD_LIBRARY_PATH', 'lib')],
    ['LIBRARY_PATH', before('LIBRARY_PATH', 'lib')],
    ['DYLD_FALLBACK_LIBRARY_PATH', inRoot('lib')],
    ['C_INCLUDE_PATH', inRoot('include')],
    ['CPLUS_INCLUDE_PATH', inRoot('include')],
    ['OBJC_INCLUDE_PATH', inRoot('include')],
    ['MAN_PATH', before('MAN_PATH', 'share/man')],
    ['PKG_CONFIG_PATH', before('PKG_CONFIG_PATH', 'lib/pkgconfig')],
  ]
  const lines = exports.map(([name, value]) => `export ${name}="${value}"`)
  return [...lines, ...contents(environmentFolder)].join('\n')

  /** An empty entry would mean the current folder, which is how the original lets any folder's libraries in. */
  function before(name: string, folder: string): string {
    const has = (environment[name] ?? '').split(':').includes(join(partsRoot, folder))
    return has ? `$${name}` : `${inRoot(folder)}\${${name}:+:$${name}}`
  }
}

function contents(folder: string): string[] {
  try {
    return readdirSync(folder)
      .sort()
      .map((name) => readFileSync(join(folder, name), 'utf8').trimEnd())
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}
