import * as v from 'valibot'

/** A link by which others see a file or folder. */
export interface SharedLink {
  readonly url: string
  readonly kind: 'file' | 'folder'
  readonly name: string
  /** The key of what it leads to; undefined where Dropbox does not say. */
  readonly path: string | undefined
  /** When it ends, ms since 1970; undefined: never. */
  readonly expires: number | undefined
  /** Whether it asks for a password. */
  readonly password: boolean
}

const Tag = v.looseObject({ '.tag': v.string() })

/** Dropbox's SharedLinkMetadata, as far as it is relied on. */
export const SharedLinkMetadata = v.looseObject({
  '.tag': v.string(),
  url: v.pipe(v.string(), v.nonEmpty()),
  name: v.string(),
  path_lower: v.optional(v.string()),
  expires: v.optional(v.string()),
  link_permissions: v.looseObject({
    resolved_visibility: v.optional(Tag),
    require_password: v.optional(v.boolean()),
  }),
})

/** A link out of its metadata. Older answers tell of a password as a kind of visibility only (dropbox-api-spec, ResolvedVisibility). */
export function sharedLinkOf(metadata: v.InferOutput<typeof SharedLinkMetadata>): SharedLink {
  const { link_permissions: permissions, expires } = metadata
  const end = expires === undefined ? Number.NaN : Date.parse(expires)
  const visibility = permissions.resolved_visibility?.['.tag'] ?? ''
  return {
    url: metadata.url,
    kind: metadata['.tag'] === 'folder' ? 'folder' : 'file',
    name: metadata.name,
    path: metadata.path_lower,
    expires: Number.isNaN(end) ? undefined : end,
    password: permissions.require_password ?? visibility.includes('password'),
  }
}
