import * as v from 'valibot'
import { RouteError } from '../connection/call-errors.ts'
import type { Connection } from '../connection/connection.ts'
import { type LinkResult, linkRefusalFrom } from './link-refusal.ts'
import { listLinks } from './list-links.ts'
import { type SharedLink, SharedLinkMetadata, sharedLinkOf } from './shared-link.ts'

/** What a link may be limited by; what is undefined stays as it is, or as Dropbox makes it. */
export interface LinkSettings {
  /** When it ends, ms since 1970; kept in whole seconds. */
  readonly expires?: number | undefined
  readonly password?: string | undefined
}

const Existing = v.looseObject({
  '.tag': v.literal('shared_link_already_exists'),
  shared_link_already_exists: v.optional(v.looseObject({ metadata: v.optional(SharedLinkMetadata) })),
})

/** A link, and whether it is new, was there and got settings, or was there. */
export interface GivenLink {
  readonly link: SharedLink
  readonly made: 'new' | 'changed' | 'as-it-was'
}

/**
 * Gives a link to what is at a path: a new one, or the one that it has (sharing/create_shared_link_with_settings), which then gets the settings
 * (sharing/modify_shared_link_settings). Throws CloudError.
 */
export async function createLink(
  connection: Connection,
  path: string,
  settings: LinkSettings,
  signal: AbortSignal | undefined,
): Promise<LinkResult<GivenLink>> {
  const wanted = settingsFor(settings)
  const isLimited = Object.keys(wanted).length > 0
  try {
    const link = await connection.rpc(
      'sharing/create_shared_link_with_settings',
      SharedLinkMetadata,
      signal,
      (sdk) => sdk.sharingCreateSharedLinkWithSettings({ path, ...(isLimited ? { settings: wanted } : {}) }),
    )
    return { ok: true, value: { link: sharedLinkOf(link), made: 'new' } }
  } catch (error) {
    const existing = v.safeParse(Existing, error instanceof RouteError ? error.error : undefined)
    if (!existing.success) return linkRefusalFrom(error)
    const told = existing.output.shared_link_already_exists?.metadata
    const link = told === undefined ? await findLink(connection, path, signal) : sharedLinkOf(told)
    if (link === undefined)
      return { ok: false, refusal: { reason: 'other', detail: 'shared_link_already_exists' } }
    return isLimited
      ? changeLink(connection, link.url, wanted, signal)
      : { ok: true, value: { link, made: 'as-it-was' } }
  }
}

/** Dropbox need not say which link there is (dropbox-api-spec, SharedLinkAlreadyExistsMetadata). */
async function findLink(
  connection: Connection,
  path: string,
  signal: AbortSignal | undefined,
): Promise<SharedLink | undefined> {
  const links = await listLinks(connection, path, signal)
  return links.ok ? links.value[0] : undefined
}

type Settings = { expires?: string; require_password?: boolean; link_password?: string }

async function changeLink(
  connection: Connection,
  url: string,
  settings: Settings,
  signal: AbortSignal | undefined,
): Promise<LinkResult<GivenLink>> {
  try {
    const link = await connection.rpc(
      'sharing/modify_shared_link_settings',
      SharedLinkMetadata,
      signal,
      (sdk) => sdk.sharingModifySharedLinkSettings({ url, settings }),
    )
    return { ok: true, value: { link: sharedLinkOf(link), made: 'changed' } }
  } catch (error) {
    return linkRefusalFrom(error)
  }
}

function settingsFor({ expires, password }: LinkSettings): Settings {
  return {
    ...(expires === undefined ? {} : { expires: `${new Date(expires).toISOString().slice(0, 19)}Z` }),
    ...(password === undefined ? {} : { require_password: true, link_password: password }),
  }
}
