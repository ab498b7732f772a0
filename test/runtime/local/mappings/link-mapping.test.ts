import { mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import {
  checkMapping,
  type LinkRefusal,
  linkMapping,
  unlinkMapping,
} from '../../../../runtime/local/mappings/link-mapping.ts'
import { nodeFiles } from '../../../../runtime/local/node-files.ts'

const files = nodeFiles()

/** A home with a Dropbox folder, a workspace, and agent state in ~/.parts. */
async function box(t: ExecutionContext) {
  const home = await mkdtemp(join(tmpdir(), 'link-mapping-'))
  t.teardown(() => rm(home, { recursive: true, force: true }))
  const folder = join(home, 'Dropbox')
  const workspace = join(home, 'workspace')
  const limits = { home, forbidden: [join(home, '.parts')] }
  for (const path of [folder, join(workspace, 'src'), join(home, '.parts', 'var')])
    await mkdir(path, { recursive: true })
  return { home, folder, workspace, limits }
}

test('a folder is linked under a name', async (t) => {
  const { folder, workspace, limits } = await box(t)
  const linked = await linkMapping(files, { folder, name: 'myproject', target: workspace }, limits)
  t.deepEqual(linked, { result: 'made' })
  t.is(await readlink(join(folder, 'myproject')), workspace)
})

test('the Dropbox folder is made when it is missing', async (t) => {
  const { home, workspace, limits } = await box(t)
  const folder = join(home, 'elsewhere')
  const linked = await linkMapping(files, { folder, name: 'myproject', target: workspace }, limits)
  t.deepEqual(linked, { result: 'made' })
  t.deepEqual(await readdir(folder), ['myproject'])
})

test('a link that is there already stays', async (t) => {
  const { folder, workspace, limits } = await box(t)
  const request = { folder, name: 'myproject', target: workspace }
  await linkMapping(files, request, limits)
  t.deepEqual(await linkMapping(files, request, limits), { result: 'present' })
})

test('looking changes nothing', async (t) => {
  const { folder, workspace, limits } = await box(t)
  const request = { folder, name: 'myproject', target: workspace }
  t.deepEqual(await checkMapping(files, request, limits), { result: 'made' })
  t.deepEqual(await readdir(folder), [])
})

const refused: Record<
  string,
  {
    name?: string
    target: (box: { home: string; folder: string; workspace: string }) => string
    why: LinkRefusal
  }
> = {
  'a target that is not there': { target: ({ home }) => join(home, 'nothing'), why: 'dangling' },
  'a file': { target: ({ home }) => join(home, 'file'), why: 'not-a-folder' },
  'a symlink to itself': { target: ({ home }) => join(home, 'loop'), why: 'loop' },
  'the whole disk': { target: () => '/', why: 'filesystem-root' },
  'what the system makes up': { target: () => '/proc', why: 'system-folder' },
  'the home': { target: ({ home }) => home, why: 'home' },
  'a folder that holds the Dropbox folder': { target: ({ home }) => dirname(home), why: 'holds-dropbox' },
  'the Dropbox folder': { target: ({ folder }) => folder, why: 'inside-dropbox' },
  'a folder in the Dropbox folder': { target: ({ folder }) => join(folder, 'own'), why: 'inside-dropbox' },
  "the agent's state": { target: ({ home }) => join(home, '.parts', 'var'), why: 'agent-state' },
  "what holds the agent's state": { target: ({ home }) => join(home, '.parts'), why: 'agent-state' },
  'a folder inside a linked one': { target: ({ home }) => join(home, 'linked', 'inner'), why: 'overlap' },
  'a name that is taken': { name: 'OWN', target: ({ workspace }) => workspace, why: 'name-taken' },
  'a name with a slash': { name: 'a/b', target: ({ workspace }) => workspace, why: 'slash' },
  'the name ..': { name: '..', target: ({ workspace }) => workspace, why: 'dot-component' },
  'a name that no client syncs': {
    name: '.dropbox.cache',
    target: ({ workspace }) => workspace,
    why: 'reserved',
  },
  'a name that ends with a space': {
    name: 'a ',
    target: ({ workspace }) => workspace,
    why: 'trailing-space',
  },
}

for (const [what, { name = 'project', target, why }] of Object.entries(refused)) {
  test(`not linked: ${what}`, async (t) => {
    const { home, folder, workspace, limits } = await box(t)
    await mkdir(join(folder, 'own'))
    await mkdir(join(home, 'linked', 'inner'), { recursive: true })
    await writeFile(join(home, 'file'), '')
    await symlink(join(home, 'loop'), join(home, 'loop'))
    await linkMapping(files, { folder, name: 'linked', target: join(home, 'linked') }, limits)
    const before = await readdir(folder)
    const request = { folder, name, target: target({ home, folder, workspace }) }
    t.deepEqual(await linkMapping(files, request, limits), { result: 'refused', why })
    t.deepEqual(await readdir(folder), before)
  })
}

test('removing a link leaves its target and everything else', async (t) => {
  const { folder, workspace, limits } = await box(t)
  await writeFile(join(workspace, 'notes.txt'), 'kept')
  await linkMapping(files, { folder, name: 'myproject', target: workspace }, limits)
  t.true(await unlinkMapping(files, folder, 'myproject'))
  t.deepEqual(await readdir(folder), [])
  t.is(await readFile(join(workspace, 'notes.txt'), 'utf8'), 'kept')
})

test('a link is removed however its name is spelled, as Dropbox spells it or a halt does; of two that differ so, neither', async (t) => {
  const { folder, workspace } = await box(t)
  await symlink(workspace, join(folder, 'My Project'))
  t.true(await unlinkMapping(files, folder, 'my project'))
  t.deepEqual(await readdir(folder), [])
  for (const name of ['Code', 'CODE']) await symlink(workspace, join(folder, name))
  t.false(await unlinkMapping(files, folder, 'code'))
  t.true(await unlinkMapping(files, folder, 'Code'))
  t.deepEqual(await readdir(folder), ['CODE'])
})

test('what is no link is not removed', async (t) => {
  const { folder } = await box(t)
  await mkdir(join(folder, 'own'))
  t.false(await unlinkMapping(files, folder, 'own'))
  t.false(await unlinkMapping(files, folder, 'missing'))
  t.false(await unlinkMapping(files, folder, '../workspace'))
  t.deepEqual(await readdir(folder), ['own'])
})
