import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { ruleRemark, selectionRemark } from '../../../../../runtime/agent/doctor/trees/remark.ts'
import { nodeFiles } from '../../../../../runtime/local/node-files.ts'
import { temporaryFolder } from '../../../local/temporary-folder.ts'

test('the rule that keeps a path out is named with its file and line', async (t) => {
  const target = await temporaryFolder(t)
  writeFileSync(join(target, '.mignore'), '# mine\nbuild/\n')
  const root = { path: '/code', display: '/Code', target }
  const options = { defaults: 'node_modules/\n', repositories: 'kept-out' } as const
  const remark = (path: string, isFolder = false) => ruleRemark(nodeFiles(), root, path, isFolder, options)
  t.is(await remark('/code/build/x'), `The line "build/" keeps it out (line 2 of ${target}/.mignore).`)
  t.is(
    await remark('/code/a/node_modules', true),
    'The line "node_modules/" keeps it out (line 1 of the default rules).',
  )
  t.regex((await remark('/code/.git/config')) ?? '', /version control/)
  t.regex((await remark('/code/rules.dropboxignore')) ?? '', /stays on the computer/)
  t.is(await remark('/code/plain'), undefined)
})

test('the choice that leaves a path away is named', (t) => {
  const rules = [
    { path: '', display: '', include: true },
    { path: '/photos', display: '/Photos', include: false },
  ]
  t.regex(selectionRemark(rules, '/photos/raw/a'), /^\/Photos is excluded\./)
  t.regex(selectionRemark([], '/photos'), /^Nobody has chosen it\./)
})
