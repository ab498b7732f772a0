import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describeFiles, manifestName } from '../../../runtime/box/manifest.ts'
import type { BoxPaths } from '../../../runtime/box/paths.ts'

/**
 * Makes a small package like the real one: `bin/parts` and `part/dropbox` load lib/NAME.js, which loads a file named by
 * its content, which prints `says`. All of it is shell, and so is its Node.js, which only knows its version.
 */
export function makeDistribution(
  folder: string,
  version: string,
  says: string,
): { distribution: string; node: string } {
  const chunk = `main-${createHash('sha256').update(says).digest('hex').slice(0, 8).toUpperCase()}.js`
  const launcher = (program: string) =>
    `#!/bin/sh\nfile=$(readlink -f "$0")\nhere=\${file%/*}\n"$here/../node/bin/node" --version >/dev/null || exit\n. "$here/../lib/${program}.js"\n`
  const files: Record<string, string> = {
    VERSION: `${version}\n`,
    'bin/parts': launcher('parts'),
    'part/dropbox': launcher('dropbox'),
    'part/dropbox_init': launcher('dropbox'),
    'lib/parts.js': `. "$here/../lib/${chunk}"\n`,
    'lib/dropbox.js': `. "$here/../lib/${chunk}"\n`,
    [`lib/${chunk}`]: `echo '${says}'\n`,
    'share/LICENSE': 'MIT\n',
  }
  const distribution = join(folder, 'dist')
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(distribution, path)), { recursive: true })
    writeFileSync(join(distribution, path), content)
    if (content.startsWith('#!')) chmodSync(join(distribution, path), 0o755)
  }
  writeFileSync(join(distribution, manifestName), JSON.stringify(describeFiles(distribution, version)))
  const node = join(folder, 'node')
  writeFileSync(node, '#!/bin/sh\necho v24.99.0\n', { mode: 0o755 })
  return { distribution, node }
}

/** The programs that an installation of makeDistribution has put in place. */
export function programsOf({ binFolder, autopartsFolder }: BoxPaths): string[] {
  return [join(binFolder, 'dropbox'), join(binFolder, 'dropbox_init'), join(autopartsFolder, 'bin', 'parts')]
}
