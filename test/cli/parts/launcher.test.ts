import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { emptyBox, installedPart } from '../../installed/box.ts'
import { version } from '../../installed/older.ts'

test('a program starts through any chain of links, from any folder', async (t) => {
  const box = await installedPart(t)
  const folder = join(box.home, 'a folder', 'with "odd" $names')
  mkdirSync(folder, { recursive: true })
  symlinkSync(join(box.home, '.parts', 'autoparts', 'bin', 'parts'), join(folder, 'one'))
  symlinkSync('one', join(folder, 'two'))
  symlinkSync(folder, join(box.home, 'link'))
  const list = `dropbox (${version})`
  t.is((await box.run(join(box.home, 'link', 'two'), ['list'])).stdout, list)
  t.is((await box.run('./two', ['list'], { cwd: folder })).stdout, list)
  t.is((await box.run('sh', ['two', 'list'], { cwd: folder })).stdout, list)
})

test('what the box sets for its own Node.js does no harm', async (t) => {
  const box = await emptyBox(t, { NODE_OPTIONS: '--no-such-option', NODE_PATH: '/nowhere' })
  t.deepEqual(await box.parts('list', '--json'), { stdout: '[]', stderr: '', exitCode: 0 })
})

/** A package without a Node.js of its own, as npm leaves it when the optional one could not be fetched. */
async function packageWithoutNode(t: Parameters<typeof emptyBox>[0]) {
  const box = await emptyBox(t)
  const folder = join(box.home, 'package', 'dist')
  mkdirSync(join(folder, 'bin'), { recursive: true })
  const packed = join(box.package.prefix, 'lib', 'node_modules', 'box-parts', 'dist')
  for (const name of ['lib', 'share', 'VERSION', 'manifest.json'])
    symlinkSync(join(packed, name), join(folder, name))
  copyFileSync(join(packed, 'bin', 'parts'), join(folder, 'bin', 'parts'))
  return { box, parts: join(folder, 'bin', 'parts') }
}

test('without any Node.js one sentence says what to do', async (t) => {
  const { box, parts } = await packageWithoutNode(t)
  t.deepEqual(await box.run(parts, ['list']), {
    stdout: '',
    stderr:
      'parts: it needs Node.js 24.15 or newer, and none was found. Put one on the PATH, or install it again: npm install -g box-parts (or the .tgz file that it came from), where the npm registry can be reached',
    exitCode: 127,
  })
})

test('a Node.js on the PATH is used when it is new enough, and only then', async (t) => {
  const { box, parts } = await packageWithoutNode(t)
  const bin = join(box.home, 'bin')
  mkdirSync(bin)
  box.env['PATH'] = `${bin}:${box.env['PATH']}`
  writeFileSync(join(bin, 'node'), '#!/bin/sh\n[ "$1" = -e ] && exit 1\necho old\n', { mode: 0o755 })
  t.is((await box.run(parts, ['list'])).exitCode, 127)
  writeFileSync(join(bin, 'node'), `#!/bin/sh\nexec ${process.execPath} "$@"\n`, { mode: 0o755 })
  t.is((await box.run(parts, ['list'])).stdout, 'parts: no installed package found')
})

test('on a machine that no Node.js is packed for, that is said', async (t) => {
  const box = await emptyBox(t)
  const bin = join(box.home, 'bin')
  mkdirSync(bin)
  writeFileSync(join(bin, 'uname'), '#!/bin/sh\necho riscv64\n', { mode: 0o755 })
  box.env['PATH'] = `${bin}:${box.env['PATH']}`
  t.deepEqual(await box.parts('list'), {
    stdout: '',
    stderr:
      'parts: it needs Node.js 24.15 or newer, and none was found. None is packed for this kind of machine: put one on the PATH.',
    exitCode: 127,
  })
})
