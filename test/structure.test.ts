import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import test from 'ava'

const project = resolve(import.meta.dirname, '..')

/** What each folder may import of ours. The first entry that a file lies in decides. */
const arrows: readonly (readonly [folder: string, mayImport: readonly string[]])[] = [
  ['runtime/core', ['runtime/core']],
  ['runtime/ports', ['runtime/ports', 'runtime/core']],
  ['runtime/local', ['runtime/local', 'runtime/ports', 'runtime/core']],
  ['runtime/cloud', ['runtime/cloud', 'runtime/ports', 'runtime/core', 'runtime/box']],
  ['runtime/store', ['runtime/store', 'runtime/ports', 'runtime/core']],
  ['runtime/box', ['runtime/box', 'runtime/ports', 'runtime/core']],
  ['runtime/engine', ['runtime/engine', 'runtime/local', 'runtime/ports', 'runtime/core']],
  ['runtime/agent', ['runtime']],
  ['runtime', ['runtime']],
  ['cli', ['cli', 'runtime']],
  ['emulator', ['emulator']],
  // What is measured in the long run are worlds and properties that the tests have too.
  ['bench', ['bench', 'emulator', 'runtime', 'test']],
]

function sources(folder: string): string[] {
  return readdirSync(join(project, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(project, join(entry.parentPath, entry.name)))
}

function importsOf(file: string): string[] {
  const text = readFileSync(join(project, file), 'utf8')
  const specifiers = [...text.matchAll(/(?:from|import\(|import)\s*'(\.[^']+)'/g)].map(
    (match) => match[1] ?? '',
  )
  return specifiers.map((specifier) => relative(project, join(project, dirname(file), specifier)))
}

function lies(file: string, folder: string): boolean {
  return file.startsWith(`${folder}/`)
}

const files = ['runtime', 'cli', 'emulator', 'bench'].flatMap(sources)

test('arrows point one way: cli to runtime to core, and the emulator shares no code with either', (t) => {
  t.true(files.length > 50)
  const wrong = files.flatMap((file) => {
    const may = arrows.find(([folder]) => lies(file, folder))?.[1] ?? []
    return importsOf(file)
      .filter((target) => !may.some((folder) => lies(target, folder)))
      .map((target) => `${file} -> ${target}`)
  })
  t.deepEqual(wrong, [])
})

test('the core reaches nothing outside: no files, network, processes, clock or chance', (t) => {
  const wrong = sources('runtime/core').flatMap((file) => {
    const text = readFileSync(join(project, file), 'utf8')
    const packages = [...text.matchAll(/from '([^.'][^']*)'/g)].map((match) => match[1] ?? '')
    const foreign = packages.filter((name) => !['node:crypto', 'ignore'].includes(name))
    const impure = /\b(Date\.now|new Date\(\)|Math\.random|process\.|setTimeout|performance\.)/.exec(text)
    return [...foreign, ...(impure ?? [])].map((what) => `${file}: ${what}`)
  })
  t.deepEqual(wrong, [])
})

test('no import runs in a circle', (t) => {
  const graph = new Map(files.map((file) => [file, importsOf(file)]))
  const done = new Set<string>()
  const circles: string[] = []
  const visit = (file: string, trail: readonly string[]): void => {
    if (trail.includes(file)) {
      circles.push([...trail.slice(trail.indexOf(file)), file].join(' -> '))
      return
    }
    if (done.has(file)) return
    for (const target of graph.get(file) ?? []) visit(target, [...trail, file])
    done.add(file)
  }
  for (const file of files) visit(file, [])
  t.deepEqual(circles, [])
})
