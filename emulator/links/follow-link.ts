import type { IncomingHttpHeaders } from 'node:http'
import type { Dropbox } from '../dropbox.ts'
import { entryName } from '../namespace/entry.ts'
import { type Answer, textAnswer } from '../protocol/answer.ts'
import { contentAnswer } from '../routes/files/download.ts'
import { sharedLinkByUrl, targetOf } from '../sharing/shared-link.ts'
import { mediaTypeOf } from './media-type.ts'

/** Whether a path is one of the addresses that links lead to. */
export function isLinkPath(pathname: string): boolean {
  return pathname.startsWith('/cd/0/get/') || pathname.startsWith('/scl/')
}

/** Answers a browser or program that follows a temporary or a shared link, without any token. */
export function followLink(dropbox: Dropbox, url: URL, headers: IncomingHttpHeaders): Answer {
  return url.pathname.startsWith('/scl/')
    ? followSharedLink(dropbox, url, headers)
    : followTemporaryLink(dropbox, url, headers)
}

/** Past its four hours a temporary link is 410 Gone (API reference). */
function followTemporaryLink(dropbox: Dropbox, url: URL, headers: IncomingHttpHeaders): Answer {
  const link = dropbox.database.get<{ content_hash: string; size: number; name: string; expires_at: number }>(
    'SELECT * FROM temporary_link WHERE token = ?',
    url.pathname.split('/')[4] ?? '',
  )
  if (!link) return textAnswer(404, 'Not Found')
  if (link.expires_at <= dropbox.now()) return textAnswer(410, 'Gone')
  const file = { contentHash: link.content_hash, size: link.size }
  return contentAnswer({ dropbox, headers }, file, { 'Content-Type': mediaTypeOf(link.name) })
}

function followSharedLink(dropbox: Dropbox, url: URL, headers: IncomingHttpHeaders): Answer {
  const link = sharedLinkByUrl(dropbox.database, url.href)
  const entry = link && targetOf(dropbox.database, link, dropbox.now())
  if (!link || !entry) return textAnswer(404, 'This link does not exist.')
  if (link.password !== null)
    return textAnswer(403, 'This link needs a password: use sharing/get_shared_link_file.')
  if (entry.kind === 'folder') return textAnswer(200, `A shared folder: ${entryName(entry)}`)
  const kind = url.searchParams.get('dl') === '1' ? 'attachment' : 'inline'
  return contentAnswer({ dropbox, headers }, entry, {
    'Content-Type': mediaTypeOf(entryName(entry)),
    'Content-Disposition': `${kind}; filename*=UTF-8''${encodeURIComponent(entryName(entry))}`,
  })
}
