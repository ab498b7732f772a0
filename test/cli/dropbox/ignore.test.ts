import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { isSynced, linkedBox } from './linked-box.ts'

test('rules are added, explained and taken back, and nothing is deleted on either side', async (t) => {
  const box = await linkedBox(t, ['--sync-all'])
  mkdirSync(join(box.folder, 'project', 'logs'), { recursive: true })
  for (const name of ['main.c', 'debug.log', 'logs/1.txt', 'logs/2.txt'])
    writeFileSync(join(box.folder, 'project', name), name)
  await box.put('/project/remote.log', 'there')
  await box.here('start')
  await box.reports((report) => isSynced(report) && report.files === 5)
  const mignore = join(box.folder, '.mignore')
  const said = async (...words: string[]) => {
    const { stdout, stderr, exitCode } = await box.here('ignore', ...words)
    t.deepEqual([stderr, exitCode], ['', 0])
    return stdout.split('\n')
  }
  const stays = 'stays as it is on both sides'

  t.deepEqual(await said(), ['No rules of your own. "dropbox ignore list --all" shows the default ones.'])
  t.deepEqual(await said('add', '*.log', 'logs/', '--dry-run'), [
    'Would no longer sync, and stay as it is on both sides (4 files):',
    ...['debug.log', 'logs', 'remote.log'].map((name) => `  /project/${name}`),
  ])
  t.false(existsSync(mignore))
  t.deepEqual(await said('add', '*.log', 'logs/'), [
    ...[`Added to ${mignore}:`, '*.log', 'logs/'],
    `No longer syncs, and ${stays} (4 files):`,
    ...['debug.log', 'logs', 'remote.log'].map((name) => `  /project/${name}`),
  ])
  t.is(readFileSync(mignore, 'utf8'), '*.log\nlogs/\n')
  t.false(readdirSync(box.folder).some((name) => name.startsWith('.~')))
  t.deepEqual(await said('add', 'logs/'), [`Already in ${mignore}.`, 'logs/'])
  t.deepEqual(await said('list'), [mignore, '    1  *.log', '    2  logs/'])
  t.deepEqual(JSON.parse((await said('list', '--json')).join('')), [
    { folder: '', file: mignore, line: 1, rule: '*.log' },
    { folder: '', file: mignore, line: 2, rule: 'logs/' },
  ])
  t.true((await said('list', '--all', '--quiet')).includes('    6  node_modules/'))

  t.deepEqual(
    await said('why', 'Dropbox/project/logs/1.txt', '/project/main.c', '/x/node_modules/', '/.git/x'),
    [
      `Dropbox/project/logs/1.txt is ignored by the rule "logs/" (line 2 of ${mignore}).`,
      'Dropbox/project/main.c is not ignored: no rule names it.',
      'Dropbox/x/node_modules is ignored by the rule "node_modules/" (line 6 of the default rules).',
      'Dropbox/.git/x is ignored: it belongs to what a version control system keeps for itself ("rules": {"repositories": "sync"} in the configuration insists).',
    ],
  )
  t.deepEqual(JSON.parse((await said('why', '/project/a.log', '--json')).join('')), [
    {
      ...{ path: '/project/a.log', by: 'rule', ignored: true },
      rule: { name: mignore, line: 1, rule: '*.log' },
    },
  ])
  t.deepEqual(await said('check', '/project/main.c', '/project/a.log'), ['Dropbox/project/a.log'])
  t.deepEqual(await box.here('ignore', 'check', '/project/main.c'), {
    stdout: '',
    stderr: '',
    exitCode: 1,
  })

  await box.here('rescan')
  await box.reports((report) => isSynced(report) && report.files === 2)
  for (const name of ['debug.log', 'remote.log', 'logs/1.txt'])
    t.true(existsSync(join(box.folder, 'project', name)), name)
  const listed = JSON.parse((await box.here('sync', 'list', '/project', '--json')).stdout)
  t.deepEqual(
    listed.items.map(({ path }: { path: string }) => path),
    ['/project/main.c'],
  )

  t.deepEqual((await said('remove', '*.log')).slice(0, 2), [`Removed from ${mignore}:`, '*.log'])
  t.is(readFileSync(mignore, 'utf8'), 'logs/\n')
  await box.here('rescan')
  await box.reports((report) => isSynced(report) && report.files === 4)
})

test('rules of a linked folder stand in it, a default rule is lifted, and what is no rule is refused', async (t) => {
  const box = await linkedBox(t)
  await box.here('symlink', 'add', box.workspace, 'w')
  t.is(
    (await box.hereIn(box.workspace, 'ignore', 'add', '!node_modules/', '--quiet')).stdout,
    '!node_modules/',
  )
  t.is(readFileSync(join(box.workspace, '.mignore'), 'utf8'), '!node_modules/\n')
  const why = await box.here('ignore', 'why', '/w/node_modules/')
  t.regex(
    why.stdout,
    /is not ignored: the rule "!node_modules\/" lets it in \(line 1 of .*workspace\/\.mignore\)\.$/,
  )
  for (const [words, code, said] of [
    [['add', ' '], 2, '" " is no rule. Give a pattern as in a .gitignore file, such as "*.log" or build/.'],
    [['remove', 'x'], 2, 'There is no rule "x" in your .mignore. See "dropbox ignore list".'],
    [['remove', 'venv/'], 2, `"venv/" is a default rule. "dropbox ignore add '!venv/'" lifts it.`],
    ...['/tmp', '..', '/', 'nowhere', '/w'].map(
      (folder) =>
        [
          ['add', 'x', '--in', folder],
          2,
          `"${folder}" is neither in your Dropbox folder (${box.folder}) nor in a linked folder. Rules stand only there: "dropbox symlink list" shows which are linked.`,
        ] as const,
    ),
    [['check', '../x'], 2, `"../x" is not in your Dropbox folder (${box.folder}).`],
  ] as const) {
    const { stdout, stderr, exitCode } = await box.here('ignore', ...words)
    t.deepEqual([stdout, stderr, exitCode], ['', said, code])
  }
  for (const folder of ['workspace', 'Dropbox', 'Dropbox/w', box.folder])
    t.deepEqual(
      (await box.here('ignore', 'add', 'a', '--in', folder, '--dry-run')).stdout,
      'Nothing that is known would change.',
    )
  // The home by another way.
  const way = join(box.home, 'way')
  symlinkSync(box.home, way)
  t.is(
    JSON.parse((await box.here('ignore', 'add', 'a', '--in', join(way, 'Dropbox'), '--json')).stdout).file,
    join(box.folder, '.mignore'),
  )
  t.is((await box.here('ignore', 'remove', 'a')).exitCode, 0)
  rmSync(join(box.folder, '.mignore'))
  mkdirSync(join(box.folder, '.mignore'))
  t.regex((await box.here('ignore', 'add', 'a')).stderr, /\.mignore is no plain file/)
})
