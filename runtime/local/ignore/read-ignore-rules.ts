import { createHash } from 'node:crypto'
import {
  dropboxIgnoreName,
  type IgnoreOptions,
  type IgnoreRules,
  ignoreFileName,
  ignoreRules,
} from '../../core/ignore/ignore-rules.ts'
import { intricacyOf } from '../../core/ignore/intricate.ts'
import { DiskError, type Files } from '../../ports/files.ts'
import { readSmallFile } from '../small-file.ts'

export interface ReadIgnoreRules {
  readonly rules: IgnoreRules
  /** What they were made of: each text, and the options. */
  readonly source: string
  /** Changes when a rule or an option does. */
  readonly fingerprint: string
}

/** Bytes; an ignore file that is larger is a mistake, and compiling it would hold up everything. */
const largest = 256 * 1024

/**
 * The rules of one root: `defaults` (the text of templates/default.mignore), then its `.mignore`, then its `rules.dropboxignore`.
 * A missing file is an empty one. Throws DiskError when one cannot be read, is `too-large` or `invalid`: to sync without its rules would put
 * into Dropbox what a person wanted kept out. `before`, what was read last, is given back when nothing has changed, with all that it
 * remembers.
 */
export async function readIgnoreRules(
  files: Files,
  root: string,
  options: IgnoreOptions & { readonly defaults: string },
  before?: ReadIgnoreRules,
): Promise<ReadIgnoreRules> {
  const texts = [options.defaults]
  for (const name of [ignoreFileName, dropboxIgnoreName]) {
    texts.push(await readRules(files, `${root}/${name}`))
  }
  const source = JSON.stringify([options.repositories, ...texts])
  if (before?.source === source) return before
  return {
    rules: ignoreRules(texts, options),
    source,
    fingerprint: createHash('sha256').update(source).digest('hex'),
  }
}

async function readRules(files: Files, path: string): Promise<string> {
  const text = (await readSmallFile(files, path, largest)) ?? ''
  const intricacy = intricacyOf(text)
  if (intricacy !== undefined) throw new DiskError('invalid', path, { message: intricacy })
  return text
}
