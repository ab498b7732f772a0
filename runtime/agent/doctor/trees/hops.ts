import { sameContent } from '../../../core/agreement.ts'

/** What lies at one place of the way from the disk to Dropbox, as far as both sides are compared by it. */
export type Content = { readonly kind: 'file'; readonly hash: string } | { readonly kind: 'folder' }

/**
 * One path at every place of the way. `undefined`: nothing is there. `unknown`: nobody could look (a folder that cannot be read, no network);
 * `other`: something that is neither file nor folder.
 */
export interface Stations {
  readonly disk: Content | 'other' | 'unknown' | undefined
  readonly local: Content | undefined
  readonly synced: Content | undefined
  readonly remote: Content | undefined
  readonly cloud: Content | 'unknown' | undefined
}

/** A step of the way on which two places hold different things. */
export type Hop = 'disk-local' | 'local-synced' | 'synced-remote' | 'remote-cloud'

/** The steps on which they differ, from the disk to Dropbox. What is unknown differs from nothing. */
export function differingHops({ disk, local, synced, remote, cloud }: Stations): Hop[] {
  const found: Hop[] = []
  if (disk !== 'unknown' && !isSame(disk === 'other' ? undefined : disk, local)) found.push('disk-local')
  if (!isSame(local, synced)) found.push('local-synced')
  if (!isSame(synced, remote)) found.push('synced-remote')
  if (cloud !== 'unknown' && !isSame(remote, cloud)) found.push('remote-cloud')
  return found
}

function isSame(one: Content | undefined, other: Content | undefined): boolean {
  return one === undefined || other === undefined ? one === other : sameContent(one, other)
}
