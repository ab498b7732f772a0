/** The permissions that a box asks for (dropbox.com/developers/documentation/http/documentation, "scope" of each route). */
export const scopes = [
  'account_info.read',
  'files.metadata.read',
  'files.metadata.write',
  'files.content.write',
  'files.content.read',
  'sharing.read',
  'sharing.write',
] as const
