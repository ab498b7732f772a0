import {
  type Cloud,
  CloudError,
  type ItemResult,
  type UploadRequest,
} from '../../../../runtime/ports/cloud.ts'
import { bytesOf, fileToUpload, uploaded } from '../cloud-calls.ts'

/** A call of the port that makes one request of a route at least, with names of its own each time. */
export interface RouteCall {
  readonly route: string
  /** The port's method, as the engine's table knows it. */
  readonly method: string
  /** Makes what the call needs. */
  readonly prepare: (cloud: Cloud, name: string) => Promise<() => Promise<readonly ItemResult<unknown>[]>>
  /** Another route that must go wrong for this one to be called at all. */
  readonly after?: string
  /** It sends some MiB, which takes its time. */
  readonly isLarge?: boolean
  /** It is called with a token that has ended. */
  readonly withoutToken?: boolean
}

const MiB = 1024 * 1024
const large = fileToUpload('/large', bytesOf(9 * MiB, 1))
const done: readonly ItemResult<unknown>[] = [{ ok: true, value: null }]
const signal = new AbortController().signal
const one = (name: string) => [fileToUpload(`/${name}`, Buffer.from(`content of ${name}`))]
const oneLarge = (name: string) => [{ ...large, path: `/${name}` }]
const several = (name: string) =>
  [1, 2, 3].map((number) => fileToUpload(`/${name}/${number}`, Buffer.from(`${name} ${number}`)))

type Prepare = RouteCall['prepare']
type FilesOf = (name: string) => readonly UploadRequest[]
const askingWho: Prepare = async (cloud) => async () => (await cloud.account()) && done
const uploading =
  (files: FilesOf): Prepare =>
  async (cloud, name) =>
  async () => [...(await uploaded(cloud, files(name))).values()]
const deleting =
  (files: FilesOf): Prepare =>
  async (cloud, name) => {
    const there = await placed(cloud, files(name))
    return () => cloud.deleteFiles(there)
  }
const copying =
  (files: FilesOf): Prepare =>
  async (cloud, name) => {
    const there = await placed(cloud, files(name))
    const copies = there.map(({ path, id, hash, size }) => ({
      from: id,
      path: `${path}, copied`,
      hash,
      size,
    }))
    return () => cloud.copyFiles(copies)
  }
const moving: Prepare = async (cloud, name) => {
  await placed(cloud, one(name))
  return async () => [await cloud.move(`/${name}`, `/${name}, moved`)]
}

/** One call for each route that the client uses. */
export const routeCalls: readonly RouteCall[] = [
  {
    route: 'users/get_current_account',
    method: 'account',
    prepare: askingWho,
  },
  {
    route: 'users/get_space_usage',
    method: 'space',
    prepare: async (cloud) => async () => (await cloud.space()) && done,
  },
  {
    route: 'oauth2/token',
    method: 'account',
    withoutToken: true,
    prepare: askingWho,
  },
  {
    route: 'files/list_folder',
    method: 'changes from the start',
    prepare: async (cloud) => async () => (await cloud.changes(undefined)) && done,
  },
  {
    route: 'files/list_folder/continue',
    method: 'changes from a cursor',
    async prepare(cloud) {
      const { cursor } = await cloud.changes(undefined)
      return async () => (await cloud.changes(cursor)) && done
    },
  },
  {
    route: 'files/list_folder/longpoll',
    method: 'waitForChange',
    async prepare(cloud, name) {
      const { cursor } = await cloud.changes(undefined)
      await uploaded(cloud, one(name))
      return async () => {
        await cloud.waitForChange(cursor, signal)
        return done
      }
    },
  },
  {
    route: 'files/download',
    method: 'download',
    async prepare(cloud, name) {
      const result = (await uploaded(cloud, one(name))).get(`/${name}`)
      if (!result?.ok) throw new Error('nothing to download')
      return async () => [
        await cloud.download({ path: `/${name}`, file: result.value, offset: 0 }, async () => {}, { signal }),
      ]
    },
  },
  {
    route: 'files/download_zip',
    method: 'downloadFolder',
    async prepare(cloud, name) {
      const files = several(name)
      await placed(cloud, files)
      const sizes = new Map(files.map(({ path, size }) => [path, size]))
      const request = { path: `/${name}`, sizes, below: { entries: 3, bytes: 100 } }
      return async () => [await cloud.downloadFolder(request, async () => {}, { signal })]
    },
  },
  {
    route: 'files/upload',
    method: 'upload',
    prepare: uploading(one),
  },
  {
    route: 'files/upload_session/start_batch',
    method: 'upload',
    prepare: uploading(several),
  },
  {
    route: 'files/upload_session/append_batch',
    method: 'upload',
    prepare: uploading(several),
  },
  {
    route: 'files/upload_session/finish_batch_v2',
    method: 'upload',
    prepare: uploading(several),
  },
  {
    route: 'files/upload_session/start',
    method: 'upload',
    isLarge: true,
    prepare: uploading(oneLarge),
  },
  {
    route: 'files/upload_session/append_v2',
    method: 'upload',
    isLarge: true,
    prepare: uploading(oneLarge),
  },
  {
    route: 'files/create_folder_v2',
    method: 'createFolders',
    prepare: async (cloud, name) => () => cloud.createFolders([`/${name}`]),
  },
  {
    route: 'files/create_folder_batch',
    method: 'createFolders',
    prepare: async (cloud, name) => () => cloud.createFolders([`/${name}1`, `/${name}2`]),
  },
  {
    route: 'files/delete_v2',
    method: 'deleteFiles',
    prepare: deleting(one),
  },
  {
    route: 'files/delete_batch',
    method: 'deleteFiles',
    prepare: deleting(several),
  },
  {
    route: 'files/move_v2',
    method: 'move',
    prepare: moving,
  },
  {
    route: 'files/copy_v2',
    method: 'copyFiles',
    prepare: copying(one),
  },
  {
    route: 'files/copy_batch_v2',
    method: 'copyFiles',
    prepare: copying(several),
  },
  {
    route: 'files/get_metadata',
    method: 'move',
    after: 'files/move_v2',
    prepare: moving,
  },
]

/** Files that are in Dropbox by now. Throws when one is refused. */
async function placed(cloud: Cloud, requests: readonly UploadRequest[]) {
  const all = await uploaded(cloud, requests)
  return [...all].map(([path, result]) => {
    if (!result.ok) throw new Error(`nothing was placed at ${path}`)
    const { id, rev, hash, size } = result.value
    return { path, id, rev, hash, size }
  })
}

/** What a call came to, in the words of the engine's table; undefined: everything was done. */
export async function outcomeOf(
  call: () => Promise<readonly ItemResult<unknown>[]>,
): Promise<string | undefined> {
  try {
    for (const result of await call()) if (!result.ok) return result.refusal.reason
    return undefined
  } catch (error) {
    if (error instanceof CloudError) return error.code
    throw error
  }
}
