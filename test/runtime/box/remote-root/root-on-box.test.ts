import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { readConfiguration } from '../../../../runtime/box/configuration.ts'
import { fixRoot } from '../../../../runtime/box/remote-root/fixed-root.ts'
import { rootOnBox } from '../../../../runtime/box/remote-root/root-on-box.ts'
import { temporaryHome } from '../temporary-home.ts'

async function boxWith(t: ExecutionContext, settings: object) {
  const paths = temporaryHome(t)
  mkdirSync(join(paths.configFile, '..'), { recursive: true })
  writeFileSync(paths.configFile, JSON.stringify(settings))
  const configuration = await readConfiguration(paths)
  return {
    paths,
    root: (environment: NodeJS.ProcessEnv = {}) => rootOnBox(paths, configuration, environment),
  }
}

test('values come from the file that the settings name, and else from variables', async (t) => {
  const { paths, root } = await boxWith(t, {
    remoteRoot: '/{org}/{my-space}/{number}/{env:INSTANCE}',
    remoteRootValues: '~/values.json',
  })
  writeFileSync(join(paths.home, 'values.json'), '{"org": "Lab", "number": 7, "INSTANCE": "not this"}')
  const variables = { DROPBOX_ROOT_ORG: 'other', DROPBOX_ROOT_MY_SPACE: 's', INSTANCE: 'i' }
  t.like(await root(variables), { path: '/Lab/s/7/i', id: undefined, fixed: undefined })
})

test('without a remote root it is the whole Dropbox', async (t) => {
  const { root } = await boxWith(t, {})
  t.like(await root(), { path: '', id: undefined, fixed: undefined })
})

test('a value that is missing, and one that is no name, are told with where they are set', async (t) => {
  const { root } = await boxWith(t, { remoteRoot: '/{org}' })
  await t.throwsAsync(root(), {
    code: 'remote_root_unset',
    message: 'The remote root "/{org}" needs a value for {org}: set DROPBOX_ROOT_ORG.',
  })
  await t.throwsAsync(root({ DROPBOX_ROOT_ORG: '../x' }), {
    code: 'remote_root_value',
    message: 'The value of {org} in the remote root "/{org}" has a "/" in it.',
  })
  const { root: wrong } = await boxWith(t, { remoteRoot: '/{org' })
  await t.throwsAsync(wrong(), { code: 'remote_root_malformed' })
})

test('a folder that was fixed is known by its id, stays when its values are gone, and not when they are others', async (t) => {
  const { paths, root } = await boxWith(t, { remoteRoot: '/{org}' })
  await fixRoot(paths, { path: '/Lab', id: 'id:1', namespace: undefined })
  t.like(await root({ DROPBOX_ROOT_ORG: 'lab' }), { path: '/lab', id: 'id:1', fixed: '/Lab' })
  t.like(await root(), { path: '/Lab', id: 'id:1', fixed: '/Lab' })
  t.like(await root({ DROPBOX_ROOT_ORG: 'Other' }), { path: '/Other', id: undefined, fixed: '/Lab' })
  await fixRoot(paths, { path: '/Lab', id: 'id:1', namespace: '77' })
  t.like(await root(), { path: '/Lab', namespace: '77', fixed: 'ns:77/Lab', fixedPath: '/Lab' })
  await fixRoot(paths, undefined)
  await t.throwsAsync(root(), { code: 'remote_root_unset' })
})
