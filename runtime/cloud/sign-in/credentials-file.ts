import { type FileHandle, mkdir, open } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { dirname } from 'node:path'
import * as v from 'valibot'
import { writeFileDurably } from '../../box/durable-file.ts'
import { asBoxError } from '../../box/errors.ts'
import { CloudSetupError } from '../setup-error.ts'
import type { AccessToken, Credentials } from './credentials.ts'
import { type FilePrivacy, makeFilePrivate } from './file-privacy.ts'
import { secret } from './secret.ts'

const TokenText = v.pipe(v.string(), v.regex(/^[\x21-\x7e]{1,4096}$/))

const Content = v.union([
  v.looseObject({
    app_key: v.pipe(v.string(), v.nonEmpty()),
    refresh_token: TokenText,
    access_token: v.optional(TokenText),
    expires_at: v.optional(v.pipe(v.string(), v.isoTimestamp())),
  }),
  v.looseObject({
    access_token: TokenText,
    expires_at: v.optional(v.pipe(v.string(), v.isoTimestamp())),
  }),
])

const largestFile = 64 * 1024

/** What a credentials file holds. `repaired`: others could read it, which was put right. `mounted`: see `FilePrivacy`. */
export interface FoundCredentials {
  readonly credentials: Credentials
  readonly repaired: boolean
  readonly mounted: boolean
}

/**
 * Reads a credentials file; undefined when there is none. One that others may read is made private first (`makeFilePrivate`), unless `asItIs`.
 * Throws CloudSetupError 'credentials-unreadable', 'credentials-malformed', or 'credentials-not-private' when it is not ours to put right.
 */
export async function readCredentials(
  file: string,
  { asItIs = false } = {},
): Promise<FoundCredentials | undefined> {
  let handle: FileHandle
  try {
    handle = await open(file, 'r')
  } catch (error) {
    if (isMissing(error)) return undefined
    throw unreadable(file, error)
  }
  try {
    const privacy = asItIs ? undefined : await makePrivate(file, handle)
    const { size } = await handle.stat()
    if (size > largestFile) throw malformed(file)
    const credentials = parsed(file, await handle.readFile('utf8'))
    return { credentials, repaired: privacy === 'repaired', mounted: privacy === 'mounted' }
  } catch (error) {
    throw error instanceof CloudSetupError ? error : unreadable(file, error)
  } finally {
    await handle.close()
  }
}

/**
 * Writes a credentials file in one durable step, mode 0600, in a folder that is made with mode 0700 when it is missing.
 * Throws BoxError 'no_space' or 'not_writable', or the system's error.
 */
export async function writeCredentials(file: string, credentials: Credentials): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 })
    await writeFileDurably(file, `${JSON.stringify(contentOf(credentials), null, 2)}\n`, 0o600)
  } catch (error) {
    throw asBoxError(error, file)
  }
}

async function makePrivate(file: string, handle: FileHandle): Promise<FilePrivacy> {
  try {
    return await makeFilePrivate(handle, userInfo().uid)
  } catch (error) {
    throw new CloudSetupError(
      'credentials-not-private',
      `Other users can read or change ${file}, and its mode cannot be changed. Make it readable by you alone.`,
      { cause: error, data: { file } },
    )
  }
}

function parsed(file: string, text: string): Credentials {
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), Content), text)
  if (!result.success) throw malformed(file)
  const content = result.output
  if (!('refresh_token' in content)) return { kind: 'temporary', access: accessFrom(content) }
  const { app_key, refresh_token, access_token, expires_at } = content as v.InferOutput<
    (typeof Content.options)[0]
  >
  return {
    kind: 'refreshable',
    appKey: app_key,
    refreshToken: secret(refresh_token),
    access: access_token === undefined ? undefined : accessFrom({ access_token, expires_at }),
  }
}

function accessFrom(content: { access_token: string; expires_at?: string | undefined }): AccessToken {
  const { access_token, expires_at } = content
  return {
    token: secret(access_token),
    expiresAt: expires_at === undefined ? undefined : Date.parse(expires_at),
  }
}

function contentOf(credentials: Credentials): Record<string, string> {
  const access = credentials.access
  return {
    ...(credentials.kind === 'refreshable'
      ? { app_key: credentials.appKey, refresh_token: credentials.refreshToken.reveal() }
      : {}),
    ...(access === undefined ? {} : { access_token: access.token.reveal() }),
    ...(access?.expiresAt === undefined ? {} : { expires_at: new Date(access.expiresAt).toISOString() }),
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
}

function unreadable(file: string, cause: unknown): CloudSetupError {
  return new CloudSetupError(
    'credentials-unreadable',
    `Cannot read ${file}. Check that it is a file and belongs to you.`,
    { cause, data: { file } },
  )
}

function malformed(file: string): CloudSetupError {
  // What the parser says may repeat what the file holds, so it is not passed on.
  return new CloudSetupError(
    'credentials-malformed',
    `${file} does not hold the credentials of a link. Remove it and link this box again.`,
    { data: { file } },
  )
}
