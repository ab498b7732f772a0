import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { listLinks } from '../../../../cli/dropbox/symlink/list-links.ts'
import { nodeFiles } from '../../../../runtime/local/node-files.ts'

test('links that sync are listed before those that are not followed, which are told as they are written', async (t) => {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'list-links-')))
  t.teardown(() => rmSync(home, { recursive: true, force: true }))
  const at = (path: string): string => join(home, path)
  for (const folder of ['Dropbox', 'workspace/inner']) mkdirSync(at(folder), { recursive: true })
  const link = (name: string): string => at(`Dropbox/${name}`)
  symlinkSync(at('workspace'), link('project'))
  symlinkSync('project/inner', link('crossing'))
  symlinkSync('../gone', link('moved'))
  const mappings = [
    { name: 'moved', link: link('moved'), target: at('gone') },
    { name: 'project', link: link('project'), target: at('workspace') },
  ]
  const limits = { home, forbidden: [] }
  t.deepEqual(await listLinks(nodeFiles(), { folder: at('Dropbox'), mappings }, limits), [
    { name: 'project', link: link('project'), target: at('workspace') },
    { name: 'moved', link: link('moved'), target: '../gone', why: 'dangling' },
    { name: 'crossing', link: link('crossing'), target: 'project/inner', why: 'overlap' },
  ])
  const unseen = await listLinks(nodeFiles(), { folder: at('Dropbox'), mappings: [] }, limits)
  t.deepEqual(
    unseen.map(({ name }) => name),
    ['crossing', 'moved', 'project'],
    'one that the agent has not seen yet is listed, too',
  )
  t.deepEqual(await listLinks(nodeFiles(), { folder: at('missing'), mappings }, limits), mappings)
})
