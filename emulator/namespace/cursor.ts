import { createHmac, timingSafeEqual } from 'node:crypto'

/** What a cursor remembers. The text given to clients holds all of it, signed, so it outlives restarts. */
export interface Cursor {
  account: string
  app: string
  namespace: number
  /** Where the listed folder lies in the space, lower case. */
  folder: string
  recursive: boolean
  includeDeleted: boolean
  includeCloudDocuments: boolean
  /** The log is told from after this position. */
  sequence: number
  /** Where the first listing goes on, or null when it is over. */
  listing: { order: 'path' | 'shuffled'; after: readonly [string, string] | null } | null
  /** Entries per page that the caller asked for, or null. */
  limit: number | null
  /** Cursors of an earlier epoch are answered with `reset`. */
  epoch: number
  /** An empty page was already sent at this position. */
  blank: boolean
}

type Packed = [string, string, number, string, number, number, Cursor['listing'], number | null, number]

/** The text of a cursor: base64url of what it remembers and a signature, so garbage is recognised. */
export function encodeCursor(cursor: Cursor, secret: string): string {
  const flags =
    (cursor.recursive ? 1 : 0) +
    (cursor.includeDeleted ? 2 : 0) +
    (cursor.blank ? 4 : 0) +
    (cursor.includeCloudDocuments ? 8 : 0)
  const packed: Packed = [
    cursor.account,
    cursor.app,
    cursor.namespace,
    cursor.folder,
    flags,
    cursor.sequence,
    cursor.listing,
    cursor.limit,
    cursor.epoch,
  ]
  const body = Buffer.from(JSON.stringify(packed))
  return Buffer.concat([signature(body, secret), body]).toString('base64url')
}

/** What a cursor's text remembers, or undefined if this emulator never gave it out. */
export function decodeCursor(text: string, secret: string): Cursor | undefined {
  const bytes = Buffer.from(text, 'base64url')
  const given = bytes.subarray(0, SIGNATURE_LENGTH)
  const body = bytes.subarray(SIGNATURE_LENGTH)
  // Node reads over stray characters; a changed cursor is none, whatever it decodes to.
  if (bytes.toString('base64url') !== text) return undefined
  if (given.length !== SIGNATURE_LENGTH || !timingSafeEqual(given, signature(body, secret))) return undefined
  const [account, app, namespace, folder, flags, sequence, listing, limit, epoch] = JSON.parse(
    body.toString(),
  ) as Packed
  return {
    account,
    app,
    namespace,
    folder,
    recursive: (flags & 1) !== 0,
    includeDeleted: (flags & 2) !== 0,
    blank: (flags & 4) !== 0,
    includeCloudDocuments: (flags & 8) !== 0,
    sequence,
    listing,
    limit,
    epoch,
  }
}

const SIGNATURE_LENGTH = 16

function signature(body: Buffer, secret: string): Buffer {
  return createHmac('sha256', secret).update(body).digest().subarray(0, SIGNATURE_LENGTH)
}
