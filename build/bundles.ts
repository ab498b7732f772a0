import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { build, type Metafile, type Plugin } from 'esbuild'
import { withBareBuiltins, withRequire } from './builtins.ts'

const root = join(import.meta.dirname, '..')

/** The programs: each becomes lib/NAME.js, which loads its code after Node's compile cache is on. */
export const programs = {
  parts: 'cli/parts/main.ts',
  dropbox: 'cli/dropbox/main.ts',
  dropbox_init: 'cli/init/main.ts',
  agent: 'runtime/agent/main.ts',
  emulator: 'emulator/bin.ts',
}

export type Program = keyof typeof programs

/**
 * Bundles the programs with everything they import into `outdir`; what they import lazily, and what they share, goes into
 * files of its own there, named by content. Gives esbuild's account of what went in.
 */
export async function bundle(outdir: string): Promise<Metafile> {
  const workers = workerFiles()
  const { metafile, outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: {
      ...Object.fromEntries(Object.keys(programs).map((name) => [name, `program:${name}`])),
      ...workers,
    },
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    chunkNames: '[name]-[hash]',
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'warning',
    metafile: true,
    write: false,
    plugins: [programLoaders, workerAddresses, partsOfUndici, withoutUnasked],
  })
  mkdirSync(outdir, { recursive: true })
  for (const { path, text } of outputFiles) writeFileSync(path, withRequire(withBareBuiltins(text)))
  return metafile
}

const programLoaders: Plugin = {
  name: 'program loaders',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^program:/ }, ({ path }) => ({
      path: path.slice('program:'.length),
      namespace: 'program',
    }))
    onLoad({ filter: /.*/, namespace: 'program' }, ({ path }) => ({
      contents: [
        `import { keepCompiledCode } from './runtime/box/compile-cache.ts'`,
        `keepCompiledCode(process.env)`,
        `await import('./${programs[path as Program]}')`,
      ].join('\n'),
      resolveDir: root,
    }))
  },
}

const workerAddress = /new URL\('(\.{1,2}\/[^']+)\.ts', import\.meta\.url\)/g

/** Files that are started as worker threads, by name: `new URL('./x.ts', import.meta.url)` somewhere says so. */
function workerFiles(): Record<string, string> {
  const files = globSync(['runtime/**/*.ts', 'emulator/**/*.ts', 'cli/**/*.ts'], { cwd: root }).flatMap(
    (file) =>
      [...readFileSync(join(root, file), 'utf8').matchAll(workerAddress)].map(([, path]) =>
        resolve(root, dirname(file), `${path}.ts`),
      ),
  )
  const byName: Record<string, string> = {}
  for (const file of files) {
    const name = basename(file, '.ts')
    if (name in programs || (byName[name] ?? file) !== file)
      throw new Error(`Another worker or program is named ${name}.`)
    byName[name] = file
  }
  return byName
}

const workerAddresses: Plugin = {
  name: 'worker addresses',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, ({ path }) => {
      const contents = readFileSync(path, 'utf8')
      if (path.includes('node_modules') || contents.search(workerAddress) === -1) return undefined
      const toBundle = (_: string, file: string) => `new URL('./${basename(file)}.js', import.meta.url)`
      return { contents: contents.replace(workerAddress, toBundle), loader: 'ts' }
    })
  },
}

/** Of undici only what is used: the whole of it, its fetch, its caches and its mocks take as long to load as the agent's own code. */
const partsOfUndici: Plugin = {
  name: 'parts of undici',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^undici$/ }, () => ({ path: 'undici', namespace: 'parts' }))
    onLoad({ filter: /.*/, namespace: 'parts' }, () => ({
      contents: [
        `import Dispatcher from 'undici/lib/dispatcher/dispatcher.js'`,
        `import request from 'undici/lib/api/api-request.js'`,
        `import Agent from 'undici/lib/dispatcher/agent.js'`,
        `import EnvHttpProxyAgent from 'undici/lib/dispatcher/env-http-proxy-agent.js'`,
        `Object.assign(Dispatcher.prototype, { request })`,
        `export { Agent, EnvHttpProxyAgent }`,
      ].join('\n'),
      resolveDir: root,
    }))
  },
}

/** What packages load of Node.js for what nobody asks of them, and what they are given instead. */
const unasked: Readonly<Record<string, { readonly by: string; readonly instead: string }>> = {
  // The transport never speaks HTTP/2: undici does without it, as in a Node.js that was built so.
  'node:http2': { by: 'undici', instead: 'module.exports = { constants: {} }' },
  // commander starts a program of its own for a subcommand that says so, as none of ours does.
  'node:child_process': { by: 'commander', instead: 'export default {}' },
}

const withoutUnasked: Plugin = {
  name: 'without what nobody asks for',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:/ }, ({ path, importer }) =>
      importer.includes(`/node_modules/${unasked[path]?.by}/`) ? { path, namespace: 'unasked' } : undefined,
    )
    onLoad({ filter: /.*/, namespace: 'unasked' }, ({ path }) => ({ contents: unasked[path]?.instead ?? '' }))
  },
}
