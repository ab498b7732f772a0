import { globSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Metafile } from 'esbuild'

const root = join(import.meta.dirname, '..')

/** The licence texts of every package whose code is in the bundles, and of the Node.js that is installed with them. */
export function notices(metafile: Metafile): string {
  const packages = new Set(
    Object.keys(metafile.inputs).flatMap(
      (input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? [],
    ),
  )
  const runtimes = globSync('node_modules/node-linux-*', { cwd: root })
  const sections = [...[...packages].sort(), ...runtimes.slice(0, 1)].map((folder) => {
    const { name, version, license } = JSON.parse(
      readFileSync(join(root, folder, 'package.json'), 'utf8'),
    ) as Record<string, string>
    const texts = readdirSync(join(root, folder)).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file))
    const text = texts.map((file) => readFileSync(join(root, folder, file), 'utf8').trim()).join('\n\n')
    const title = runtimes.includes(folder) ? 'Node.js' : name
    return `${title} ${version} (${license})\n\n${text || `Licensed under ${license}.`}\n`
  })
  return `Packages whose code is part of these programs, and the Node.js that runs them.\n\n${sections.join(`\n${'-'.repeat(80)}\n\n`)}`
}
