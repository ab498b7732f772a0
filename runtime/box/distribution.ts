import { readFileSync } from 'node:fs'
import { join } from 'node:path'

// Bundles are .js files in lib/; sources are .ts files.
const bundled = import.meta.filename.endsWith('.js')
const root = join(import.meta.dirname, '..', '..')

/**
 * The folder that holds the running programs: lib/, share/ and VERSION. That is the packed package's dist/, `parts`
 * under ~/.parts/autoparts, or an installed part; for programs run from their sources it is dist/ beside them.
 */
export function distributionFolder(): string {
  return bundled ? join(import.meta.dirname, '..') : join(root, 'dist')
}

/** The version of the running programs; run from their sources, they need no build to know it. */
export function distributionVersion(): string {
  if (bundled) return readFileSync(join(distributionFolder(), 'VERSION'), 'utf8').trim()
  return (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { readonly version: string })
    .version
}

/** The content of a file that ends up on a person's box: `startup.sh.template`, or `templates/NAME`. */
export function readShared(name: string): string {
  return readFileSync(join(bundled ? join(distributionFolder(), 'share') : root, name), 'utf8')
}
