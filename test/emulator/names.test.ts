import test from 'ava'
import { lowerCasePath } from '../../emulator/namespace/lowercase.ts'
import { emulateFor } from './emulation.ts'

for (const [name, lower] of [
  ['ABC', 'abc'],
  ['ÄÖÜẞ', 'äöüẞ'],
  ['ΟΔΟΣ', 'οδοσ'],
  ['İSTANBUL', 'istanbul'],
  ['ЁЖ', 'ёж'],
  ['Ⱥ', 'Ⱥ'],
  ['Ꙁ', 'Ꙁ'],
  ['𐐀', '𐐨'],
] as const) {
  test(`the key of ${name} is ${lower}`, (t) => {
    t.is(lowerCasePath(name), lower)
  })
}

test('names keep their letters and are found in any case', async (t) => {
  const { me } = await emulateFor(t)
  await me.put('/Docs/ReadMe.TXT', 'x')
  const found = await me.rpc('files/get_metadata', { path: '/dOCS/readme.txt' })
  t.is(found.json.path_display, '/Docs/ReadMe.TXT')
  t.is(found.json.path_lower, '/docs/readme.txt')
  const second = await me.put('/DOCS/other.txt', 'y')
  t.is(second.path_display, '/Docs/other.txt')
})

test('only the last component of path_display can be relied on, if so configured', async (t) => {
  const { me } = await emulateFor(t, { config: { names: { pathDisplay: 'requested' } } })
  await me.put('/Docs/a', 'x')
  t.is((await me.put('/DOCS/b', 'y')).path_display, '/DOCS/b')
})

test('decomposed names are normalised to NFC', async (t) => {
  const { me } = await emulateFor(t)
  const file = await me.put('/cafe\u0301.txt', 'x')
  t.is(file.name, 'caf\u00e9.txt')
  t.is((await me.rpc('files/get_metadata', { path: '/cafe\u0301.txt' })).json.id, file.id)
})

for (const path of ['/a/', '/.', '/a/../b', '/a\\b', '/a\0b', '/a ', `/${'x'.repeat(256)}`, '/\ud800']) {
  test(`${JSON.stringify(path.slice(0, 20))} is a malformed path, for reading and for writing`, async (t) => {
    const { me } = await emulateFor(t)
    const read = await me.rpc('files/get_metadata', { path })
    t.deepEqual(read.json.error, { '.tag': 'path', path: { '.tag': 'malformed_path' } })
    const written = await me.rpc('files/create_folder_v2', { path })
    t.deepEqual(written.json.error, { '.tag': 'path', path: { '.tag': 'malformed_path' } })
  })
}

test('several slashes count as one', async (t) => {
  const { me } = await emulateFor(t)
  t.is((await me.put('//a///b', 'x')).path_display, '/a/b')
  t.is((await me.rpc('files/list_folder', { path: '//a' })).json.entries[0].name, 'b')
})

test('reserved names are disallowed, whatever their case', async (t) => {
  const { me } = await emulateFor(t)
  const reply = await me.upload('files/upload', { path: '/x/Desktop.INI' }, 'x')
  t.deepEqual(reply.json.error.reason, { '.tag': 'disallowed_name' })
})

test('odd names that the service takes are taken', async (t) => {
  const { me } = await emulateFor(t)
  for (const name of [
    'a:b',
    'con',
    'x?',
    '*',
    '"',
    "'",
    '%41',
    '#',
    '-',
    '...',
    '\u202e',
    'a\nb',
    'a\u2028b',
  ]) {
    const file = await me.put(`/${name}`, name)
    t.is(file.name, name)
    t.is((await me.download('files/download', { path: `/${name}` })).text, name)
  }
})

test('a trailing slash is malformed or read over, a long name malformed or disallowed, as configured', async (t) => {
  const { emulator, me } = await emulateFor(t)
  emulator.configure({ names: { trailingSlash: 'accept', longComponent: 'disallowed_name' } })
  await me.put('/a/b', 'x')
  t.is((await me.rpc('files/list_folder', { path: '/a/' })).json.entries[0].name, 'b')
  const long = await me.rpc('files/create_folder_v2', { path: `/${'x'.repeat(256)}` })
  t.deepEqual(long.json.error, { '.tag': 'path', path: { '.tag': 'disallowed_name' } })
})
