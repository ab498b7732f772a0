import { isBuiltin } from 'node:module'

const builtinImport =
  /^import\s+(?:(?:\* as )?(?<all>[\w$]+)\s*,?\s*)?(?:\{(?<some>[^}]*)\}\s*)?from "(?<name>[^"]+)";$/gm

/**
 * Takes what Node.js itself brings by `process.getBuiltinModule` in a file that esbuild has written. An import makes a module of everything that it exports, and
 * loads for that what nobody uses: the promises and streams of node:fs, the threads and reports of node:process. A command gets ready in 8 ms less without.
 */
export function withBareBuiltins(text: string): string {
  const taken: string[] = []
  const rest = text.replace(builtinImport, (statement: string, ...groups: readonly unknown[]) => {
    const { all, some, name } = groups.at(-1) as Partial<Record<'all' | 'some' | 'name', string>>
    // What is exported as `default` is the module itself, which has no such property.
    if (name === undefined || !isBuiltin(name) || /\bdefault\b/.test(some ?? '')) return statement
    const module = `globalThis.process.getBuiltinModule(${JSON.stringify(name)})`
    if (all !== undefined) taken.push(`const ${all} = ${module}`)
    if (some !== undefined) taken.push(`const {${some.replaceAll(' as ', ': ')}} = ${module}`)
    return ''
  })
  // What makes a source a program of its own would have to stay the first line.
  return [...taken, rest.replace(/^#!.*\n/, '')].join('\n')
}

/**
 * Gives a file a `require`, and a folder of its own, where something in it asks for them, as bundled CommonJS packages do. Each takes time to make, and a command
 * loads some forty files.
 */
export function withRequire(text: string): string {
  if (!/\b(require|__filename|__dirname)\b/.test(text)) return text
  return [
    `import { createRequire as createRequireOfBundle } from 'node:module'`,
    `const require = createRequireOfBundle(import.meta.url), __filename = import.meta.filename, __dirname = import.meta.dirname`,
    text,
  ].join('\n')
}
