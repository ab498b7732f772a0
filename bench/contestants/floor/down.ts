import { execFile } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { callWith } from './call.ts'

/**
 * `node down.ts FOLDER URL TOKEN`: fetches a Dropbox with the fewest calls that the API allows: a listing, and a zip of each of the folders
 * two levels down, all at once, unpacked by `unzip`. It checks and keeps nothing.
 */
const [folder = '', url = '', token = ''] = process.argv.slice(2)
const call = callWith(url, token)
const run = promisify(execFile)

interface Page {
  readonly entries: readonly { readonly '.tag': string; readonly path_display: string }[]
}

const foldersIn = async (path: string): Promise<readonly string[]> =>
  (await call.json<Page>('list_folder', { path, limit: 2000 })).entries
    .filter((entry) => entry['.tag'] === 'folder')
    .map((entry) => entry.path_display)

const tops = await foldersIn('')
const parts = (await Promise.all(tops.map(foldersIn))).flat()
await Promise.all(
  parts.map(async (part, index) => {
    const zip = join(folder, `${index}.zip`)
    await writeFile(zip, await call.download('download_zip', { path: part }))
    await run('unzip', ['-q', zip, '-d', join(folder, part, '..')])
    await rm(zip)
  }),
)
