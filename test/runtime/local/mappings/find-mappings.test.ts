import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import test, { type ExecutionContext } from 'ava'
import { findMappings, type MappingLimits } from '../../../../runtime/local/mappings/find-mappings.ts'
import { nodeFiles } from '../../../../runtime/local/node-files.ts'
import { DiskError, type Files, isDiskError } from '../../../../runtime/ports/files.ts'
import { aliasedFiles } from '../aliased-files.ts'
import { hookedFiles } from '../hooked-files.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const files = nodeFiles()

/** A home with a Dropbox folder, a workspace, and the agent's own state. */
async function home(t: ExecutionContext): Promise<{
  path: (relative: string) => string
  link: (name: string, target: string) => void
  find: (
    more?: Partial<MappingLimits>,
  ) => Promise<{ followed: Record<string, string>; refused: Record<string, string> }>
}> {
  const folder = await temporaryFolder(t)
  const path = (relative: string): string => `${folder}/${relative}`
  for (const made of ['Dropbox/real', 'workspace/inner', '.parts/var', 'other'])
    mkdirSync(path(made), { recursive: true })
  writeFileSync(path('file'), '')
  return {
    path,
    link: (name, target) => symlinkSync(target, path(`Dropbox/${name}`)),
    async find(more = {}) {
      const limits = { home: folder, forbidden: [path('.parts')], ...more }
      const { mappings, refused } = await findMappings(files, path('Dropbox'), limits)
      return {
        followed: Object.fromEntries(mappings.map(({ key, target }) => [key, target.slice(folder.length)])),
        refused: Object.fromEntries(refused.map(({ name, why }) => [name, why])),
      }
    },
  }
}

test('a known mapping whose link cannot be looked at is not gone', async (t) => {
  const { path, link } = await home(t)
  link('known', path('workspace'))
  link('new', path('other'))
  const blind = {
    ...files,
    list: async (folder: string) =>
      (await files.list(folder)).map(({ name }) => ({
        ...{ name, stats: undefined },
        fault: new DiskError('io', `${folder}/${name}`),
      })),
  }
  const limits = { home: path(''), forbidden: [], known: new Map([['/known', path('workspace')]]) }
  t.deepEqual(await findMappings(blind, path('Dropbox'), limits), {
    mappings: [],
    refused: [{ key: '/known', name: 'known', link: path('Dropbox/known'), why: 'unreadable' }],
  })
})

test('a symlink at the top that points to a folder is a mapping, however it gets there', async (t) => {
  const { path, link, find } = await home(t)
  link('Project', path('workspace'))
  symlinkSync('other', path('again'))
  link('other', '../again')
  t.deepEqual(await find(), { followed: { '/project': '/workspace', '/other': '/other' }, refused: {} })
})

test('every other symlink at the top is refused with its reason', async (t) => {
  const { path, link, find } = await home(t)
  link('dangling', path('nowhere'))
  link('through-a-file', path('file/x'))
  link('file', path('file'))
  link('loop', 'loop')
  link('everything', '/')
  link('processes', '/proc')
  link('devices', '/dev')
  link('kernel', '/sys/kernel')
  link('home', path(''))
  link('above', path('..'))
  link('inside', 'real')
  link('itself', '.')
  link('state', path('.parts/var'))
  link('holding-state', path('.parts'))
  t.deepEqual(await find(), {
    followed: {},
    refused: {
      dangling: 'dangling',
      'through-a-file': 'dangling',
      file: 'not-a-folder',
      loop: 'loop',
      everything: 'filesystem-root',
      processes: 'system-folder',
      devices: 'system-folder',
      kernel: 'system-folder',
      home: 'home',
      above: 'holds-dropbox',
      inside: 'inside-dropbox',
      itself: 'inside-dropbox',
      state: 'agent-state',
      'holding-state': 'agent-state',
    },
  })
})

test('of mappings that overlap the first by name stays, unless another was known before, above all one that leads where it led', async (t) => {
  const { path, link, find } = await home(t)
  link('a', path('workspace/inner'))
  link('b', path('workspace'))
  link('c', path('workspace'))
  t.deepEqual(await find(), {
    followed: { '/a': '/workspace/inner' },
    refused: { b: 'overlap', c: 'overlap' },
  })
  t.deepEqual(await find({ known: new Map([['/b', path('workspace')]]) }), {
    followed: { '/b': '/workspace' },
    refused: { a: 'overlap', c: 'overlap' },
  })
  const known = new Map([
    ['/a', path('other')],
    ['/c', path('workspace')],
  ])
  t.deepEqual(await find({ known }), {
    followed: { '/c': '/workspace' },
    refused: { a: 'overlap', b: 'overlap' },
  })
})

test('a folder that is mounted at a second path is refused as by its own path', async (t) => {
  const { path, link } = await home(t)
  mkdirSync(path('alias'))
  link('own', path('workspace'))
  link('twice', path('alias'))
  const known = new Map([
    ['/own', path('workspace')],
    ['/twice', path('alias')],
  ])
  const limits = { home: path('other'), forbidden: [path('.parts')], known }
  const refusedWith = async (folder: string): Promise<Record<string, string>> => {
    const { refused } = await findMappings(
      aliasedFiles(files, path('alias'), folder),
      path('Dropbox'),
      limits,
    )
    return Object.fromEntries(refused.map(({ name, why }) => [name, why]))
  }
  t.deepEqual(await refusedWith(path('workspace')), { twice: 'overlap' })
  t.deepEqual(await refusedWith(path('workspace/..')), { twice: 'holds-dropbox' })
  t.deepEqual(await refusedWith(path('Dropbox')), { twice: 'inside-dropbox' })
  t.deepEqual(await refusedWith(path('other')), { twice: 'home' })
  t.deepEqual(await refusedWith(path('.parts')), { twice: 'agent-state' })
})

test('a part of a folder that is mounted at a second path is refused as the part that it is', async (t) => {
  const { path, link } = await home(t)
  mkdirSync(path('alias'))
  mkdirSync(path('Dropbox/real/deep'), { recursive: true })
  link('own', path('workspace'))
  link('twice', path('alias'))
  const known = new Map([
    ['/own', path('workspace')],
    ['/twice', path('alias')],
  ])
  const limits = { home: path('other'), forbidden: [path('.parts')], known }
  const refused = async (disk: Files) =>
    (await findMappings(disk, path('Dropbox'), limits)).refused.map(({ name, why }) => `${name}: ${why}`)
  const mounted = (folder: string) => aliasedFiles(files, path('alias'), path(folder))
  t.deepEqual(await refused(mounted('workspace/inner')), ['twice: overlap'])
  t.deepEqual(await refused(mounted('Dropbox/real/deep')), ['twice: inside-dropbox'])
  t.deepEqual(await refused(mounted('.parts/var')), ['twice: agent-state'])
  t.deepEqual(await refused(mounted('other')), ['twice: home'])
})

test('two folders of which the system tells that they were one overlap only where they are', async (t) => {
  const { path, link } = await home(t)
  link('own', path('workspace'))
  link('second', path('other'))
  const same = { system: '0:50', root: '/' }
  const table = new Map([path('workspace'), path('other')].map((point) => [point, same]))
  const likeNfs: Files = { ...files, mountPoints: async () => table }
  const limits = { home: path(''), forbidden: [path('.parts')] }
  t.deepEqual((await findMappings(likeNfs, path('Dropbox'), limits)).refused, [])
})

test('folders whose names begin alike do not overlap', async (t) => {
  const { path, link, find } = await home(t)
  mkdirSync(path('workspace2'))
  link('a', path('workspace'))
  link('b', path('workspace2'))
  t.deepEqual((await find()).refused, {})
})

test('a link that Dropbox would take for another name at the top is refused', async (t) => {
  const { path, link, find } = await home(t)
  link('REAL', path('workspace'))
  link('Cafe\u0301', path('workspace/inner'))
  link('caf\u00e9', path('other'))
  t.deepEqual(await find(), {
    followed: { '/caf\u00e9': '/workspace/inner' },
    refused: { REAL: 'case-clash', 'caf\u00e9': 'case-clash' },
  })
})

test('state that is kept behind a symlink is found there', async (t) => {
  const { path, link, find } = await home(t)
  symlinkSync('other', path('state'))
  link('a', path('other'))
  t.deepEqual((await find({ forbidden: [path('state')] })).refused, { a: 'agent-state' })
})

test('a target that nobody may look at is refused, and a Dropbox folder that nobody may list is an error', async (t) => {
  const { path, link } = await home(t)
  link('a', path('workspace'))
  const denying = (failing: string) =>
    hookedFiles(files, ({ name, path: at }) => {
      if (name === failing && (failing === 'list' || at.endsWith('/a')))
        throw new DiskError('no-permission', at, { errno: 'EACCES' })
    })
  const limits = { home: path(''), forbidden: [] }
  const found = await findMappings(denying('realpath'), path('Dropbox'), limits)
  t.is(found.refused[0]?.why, 'unreadable')
  t.true(
    isDiskError(await t.throwsAsync(findMappings(denying('list'), path('Dropbox'), limits)), 'no-permission'),
  )
})
