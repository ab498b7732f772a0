import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import test from 'ava'
import { readIgnoreRules } from '../../../runtime/local/ignore/read-ignore-rules.ts'
import { nodeFiles } from '../../../runtime/local/node-files.ts'
import { DiskError, isDiskError } from '../../../runtime/ports/files.ts'
import { hookedFiles } from './hooked-files.ts'
import { temporaryFolder } from './temporary-folder.ts'

const files = nodeFiles()
const options = { defaults: 'node_modules/\n', repositories: 'kept-out' } as const

test('the defaults, .mignore and rules.dropboxignore are read, the later over the earlier', async (t) => {
  const root = await temporaryFolder(t)
  writeFileSync(`${root}/.mignore`, '!node_modules/\n*.log\n')
  writeFileSync(`${root}/rules.dropboxignore`, '!important.log\n*.bak\n')
  const { rules } = await readIgnoreRules(files, root, options)
  t.deepEqual(
    ['node_modules', 'a.log', 'important.log', 'a.bak'].map((path) => rules.ignores(path, false)),
    [false, true, false, true],
  )
})

test('without any file the defaults are all', async (t) => {
  const root = await temporaryFolder(t)
  mkdirSync(`${root}/.mignore`)
  const { rules } = await readIgnoreRules(files, root, options)
  t.true(rules.ignores('node_modules', true))
  t.false(rules.ignores('a.log', false))
})

test('the fingerprint changes with every text and option, and with nothing else', async (t) => {
  const root = await temporaryFolder(t)
  const print = async (more: Partial<Parameters<typeof readIgnoreRules>[2]> = {}): Promise<string> =>
    (await readIgnoreRules(files, root, { ...options, ...more })).fingerprint
  const prints = [await print(), await print({ defaults: 'x' }), await print({ repositories: 'synced' })]
  for (const name of ['.mignore', 'rules.dropboxignore']) {
    writeFileSync(`${root}/${name}`, '*.log\n')
    prints.push(await print())
  }
  t.is(new Set(prints).size, prints.length)
  writeFileSync(`${root}/other`, '')
  t.true(prints.indexOf(await print()) === prints.length - 1)
})

test('rules that cannot be read are an error, since without them too much would sync', async (t) => {
  const root = await temporaryFolder(t)
  writeFileSync(`${root}/.mignore`, 'x'.repeat(300_000))
  t.true(isDiskError(await t.throwsAsync(readIgnoreRules(files, root, options)), 'too-large'))
  writeFileSync(`${root}/.mignore`, '')
  const denying = hookedFiles(files, ({ name, path }) => {
    if (name === 'openFile') throw new DiskError('no-permission', path, { errno: 'EACCES' })
  })
  t.true(isDiskError(await t.throwsAsync(readIgnoreRules(denying, root, options)), 'no-permission'))
})

for (const [what, text] of [
  ['rules that would take for ever on a deep path', '**/a/**/a/**/b\n'],
  ['rules without end', 'x\n'.repeat(6000)],
] as const)
  test(`${what} are an error as well`, async (t) => {
    const root = await temporaryFolder(t)
    writeFileSync(`${root}/.mignore`, text)
    t.true(isDiskError(await t.throwsAsync(readIgnoreRules(files, root, options)), 'invalid'))
  })

test('a hundred megabytes of rules are not read', async (t) => {
  const root = await temporaryFolder(t)
  writeFileSync(`${root}/.mignore`, '')
  truncateSync(`${root}/.mignore`, 100 * 1024 * 1024)
  t.true(isDiskError(await t.throwsAsync(readIgnoreRules(files, root, options)), 'too-large'))
})

test('what leads elsewhere in place of an ignore file is no ignore file', async (t) => {
  const root = await temporaryFolder(t)
  writeFileSync(`${root}/elsewhere`, '*\n')
  symlinkSync('elsewhere', `${root}/.mignore`)
  execFileSync('mkfifo', [`${root}/rules.dropboxignore`])
  const { rules } = await readIgnoreRules(files, root, options)
  t.false(rules.ignores('a', false))
})

test('a name with a line break is no rule, and none by accident', async (t) => {
  const root = await temporaryFolder(t)
  writeFileSync(`${root}/.mignore`, 'a\nb\n')
  const { rules } = await readIgnoreRules(files, root, options)
  t.deepEqual(
    ['a', 'b', 'a\nb', '..', '../a', '.'].map((path) => rules.ignores(path, false)),
    [true, true, false, false, true, false],
  )
})
