import { readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Box } from './box.ts'

/** The version that this checkout builds. */
export const version: string = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8'),
).version

/** Makes the part that is installed on a box, and `parts` there, look like those of version 0.0.9. */
export function pretendOlder(box: Box): void {
  pretendOther(box, '0.0.9')
}

/** Makes the part that is installed on a box, and `parts` there, look like those of another version. */
export function pretendOther(box: Box, other: string): void {
  const root = join(box.home, '.parts')
  for (const folder of [join(root, 'packages', 'dropbox'), join(root, 'autoparts')]) {
    renameSync(join(folder, version), join(folder, other))
  }
  const links: [path: string, target: string][] = [
    [join(root, 'autoparts', 'bin', 'parts'), `../${other}/bin/parts`],
    ...['dropbox', 'dropbox.py', 'dropbox_init'].map((name): [string, string] => [
      join(root, 'bin', name),
      `../packages/dropbox/${other}/bin/${name}`,
    ]),
  ]
  for (const [path, target] of links) {
    rmSync(path)
    symlinkSync(target, path)
  }
  writeFileSync(join(root, '.config', 'active', 'dropbox'), other)
}
