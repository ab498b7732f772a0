import { type Files, isDiskError } from '../../ports/files.ts'
import { jsonObject } from '../json-object.ts'
import { readSmallFile, writeSmallFile } from '../small-file.ts'
import { cacheFolderName, cacheFolderOf, makeFolderOfOurs } from './cache-folder.ts'

const name = 'account.json'
const largest = 4096

/**
 * The id of the Dropbox account that the content of a Dropbox folder (absolute) was linked to last; undefined where nobody wrote it down, or nothing is
 * there. It outlives the agent's own state, so that another account does not take up the files and links that are there. Throws DiskError.
 */
export async function ownerOf(files: Files, folder: string): Promise<string | undefined> {
  if (await isEmpty(files, folder)) return undefined
  const text = await readSmallFile(files, `${cacheFolderOf(folder).folder}/${name}`, largest)
  const account = text === undefined ? undefined : jsonObject(text)?.['account']
  return typeof account === 'string' ? account : undefined
}

/** Writes down whose a Dropbox folder is, fsynced; the folder must be there. Throws DiskError. */
export async function setOwner(files: Files, folder: string, account: string): Promise<void> {
  const cache = cacheFolderOf(folder).folder
  await makeFolderOfOurs(files, cache)
  const about = 'This folder syncs with this Dropbox account. Another one is linked only after a question.'
  await writeSmallFile(files, cache, name, `${JSON.stringify({ about, account }, null, 2)}\n`)
}

/** Whether a folder holds nothing of a person's; one that is not there, or is none, does not. */
async function isEmpty(files: Files, folder: string): Promise<boolean> {
  try {
    return (await files.list(folder)).every((entry) => entry.name === cacheFolderName)
  } catch (error) {
    if (isDiskError(error, 'missing', 'not-a-folder')) return true
    throw error
  }
}
