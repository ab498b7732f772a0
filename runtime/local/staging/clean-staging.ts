import { type Files, isDiskError } from '../../ports/files.ts'
import { cacheFolderOf } from '../roots/cache-folder.ts'

/** Removes every staged file but those in `keep` (absolute paths). No download may be under way. */
export async function cleanStaging(
  files: Files,
  root: string,
  options: { readonly keep?: ReadonlySet<string> } = {},
): Promise<void> {
  const { staging } = cacheFolderOf(root)
  for (const path of await listStaging(files, staging)) {
    if (!options.keep?.has(path)) await files.unlink(path)
  }
}

async function listStaging(files: Files, staging: string): Promise<string[]> {
  try {
    const listed = await files.list(staging)
    return listed.filter(({ stats }) => stats?.kind === 'file').map(({ name }) => `${staging}/${name}`)
  } catch (error) {
    if (isDiskError(error, 'missing')) return []
    throw error
  }
}
