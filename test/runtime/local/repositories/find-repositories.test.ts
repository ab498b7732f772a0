import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import test from 'ava'
import { ignoreRules } from '../../../../runtime/core/ignore/ignore-rules.ts'
import { nodeFiles } from '../../../../runtime/local/node-files.ts'
import { findRepositories } from '../../../../runtime/local/repositories/find-repositories.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const files = nodeFiles()

test('repositories of every kind are found where they are', async (t) => {
  const folder = await temporaryFolder(t)
  for (const name of ['.git', 'a/.hg', 'a/b/.svn', 'c/.jj', 'd/.bzr', 'plain/e'])
    mkdirSync(`${folder}/${name}`, { recursive: true })
  mkdirSync(`${folder}/tree`)
  writeFileSync(`${folder}/tree/.git`, 'gitdir: ../.git/worktrees/tree\n')
  execFileSync('git', ['init', '-q', '--bare', `${folder}/bare`])
  const { repositories, complete } = await findRepositories(files, folder, { limit: 100 })
  t.true(complete)
  t.deepEqual(Object.fromEntries(repositories.map(({ path, kind }) => [path, kind])), {
    '': 'git',
    a: 'hg',
    'a/b': 'svn',
    c: 'jj',
    d: 'bzr',
    tree: 'git-worktree',
    bare: 'git-bare',
  })
})

test('a folder that only looks like a part of a bare repository is none', async (t) => {
  const folder = await temporaryFolder(t)
  writeFileSync(`${folder}/HEAD`, '')
  mkdirSync(`${folder}/refs`)
  writeFileSync(`${folder}/objects`, '')
  t.deepEqual((await findRepositories(files, folder, { limit: 10 })).repositories, [])
})

test('the search ends at its limit, at symlinks and at ignored folders', async (t) => {
  const folder = await temporaryFolder(t)
  mkdirSync(`${folder}/node_modules/x/.git`, { recursive: true })
  mkdirSync(`${folder}/a/b/c/.git`, { recursive: true })
  symlinkSync(folder, `${folder}/a/loop`)
  const rules = ignoreRules(['node_modules/'], { repositories: 'kept-out' })
  t.deepEqual(await findRepositories(files, folder, { limit: 4, rules }), {
    repositories: [{ path: 'a/b/c', kind: 'git' }],
    complete: true,
  })
  t.false((await findRepositories(files, folder, { limit: 3, rules })).complete)
})
