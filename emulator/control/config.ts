import * as v from 'valibot'
import { FaultSchema } from './fault.ts'

const milliseconds = v.pipe(v.number(), v.minValue(0))
const seconds = v.pipe(v.number(), v.minValue(0))
const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const positive = v.pipe(v.number(), v.integer(), v.minValue(1))

/** Every switch of the emulator. docs/emulator.md says what each does and on what evidence its default stands. */
export const ConfigSchema = v.strictObject({
  latency: v.strictObject({
    rpc: milliseconds,
    content: milliseconds,
    commitBase: milliseconds,
    commitPerEntry: milliseconds,
  }),
  writeLock: v.strictObject({ enabled: v.boolean(), wait: milliseconds, retryAfter: v.nullable(seconds) }),
  rateLimit: v.strictObject({
    calls: v.nullable(count),
    window: milliseconds,
    retryAfter: v.nullable(seconds),
    body: v.picklist(['json', 'text']),
  }),
  pages: v.strictObject({
    default: positive,
    maximum: positive,
    forced: v.nullable(positive),
    empty: v.boolean(),
  }),
  listing: v.strictObject({
    order: v.picklist(['path', 'shuffled']),
    includesFolder: v.boolean(),
    insideDeleted: v.picklist(['told', 'untold']),
    deletedFolder: v.picklist(['refuse', 'accept']),
  }),
  log: v.strictObject({
    folderDeletion: v.picklist(['folder', 'folder_then_children', 'children_then_folder']),
    recreation: v.picklist(['coalesced', 'delete_and_add']),
    shuffled: v.boolean(),
  }),
  longpoll: v.strictObject({
    jitter: milliseconds,
    maximum: v.nullable(milliseconds),
    spurious: v.boolean(),
    backoff: v.nullable(seconds),
  }),
  batches: v.strictObject({ mode: v.picklist(['auto', 'sync', 'async']), pendingPolls: count }),
  names: v.strictObject({
    conflictedCopy: v.picklist(['display_name', 'plain', 'dated']),
    caseOnlyMove: v.picklist(['allow', 'silent', 'refuse']),
    pathDisplay: v.picklist(['exact', 'requested']),
    reuploadKeepsId: v.boolean(),
    longComponent: v.picklist(['malformed_path', 'disallowed_name']),
    trailingSlash: v.picklist(['refuse', 'accept']),
    disallowed: v.array(v.string()),
    cloudDocuments: v.array(v.string()),
  }),
  relocations: v.strictObject({ entries: positive }),
  cursors: v.strictObject({ garbage: v.picklist(['bad_input', 'reset']), boundToPathRoot: v.boolean() }),
  sessions: v.strictObject({ afterFinish: v.picklist(['gone', 'kept']) }),
  zip: v.strictObject({
    method: v.picklist(['stored', 'deflated']),
    sizes: v.picklist(['behind', 'before']),
    top: v.picklist(['folder', 'slash']),
    folders: v.boolean(),
  }),
  wire: v.strictObject({
    summaryDots: v.boolean(),
    emptyObjectForVoid: v.picklist(['refuse', 'accept']),
    checkHost: v.boolean(),
  }),
  tokens: v.strictObject({
    accessTokenLifetime: seconds,
    codeLifetime: seconds,
    unknownApps: v.picklist(['register', 'refuse']),
    invalidClientStatus: v.picklist([400, 401]),
  }),
  sharedLinks: v.strictObject({ base: v.string() }),
  faults: v.array(FaultSchema),
})

export type Config = v.InferOutput<typeof ConfigSchema>

/** The configuration an emulator starts with: no latency, no limits, no faults, and the likeliest answer to every open question. */
export function defaultConfig(): Config {
  return {
    latency: { rpc: 0, content: 0, commitBase: 0, commitPerEntry: 0 },
    writeLock: { enabled: true, wait: 0, retryAfter: 1 },
    rateLimit: { calls: null, window: 60_000, retryAfter: 15, body: 'json' },
    pages: { default: 500, maximum: 2000, forced: null, empty: false },
    listing: { order: 'path', includesFolder: true, insideDeleted: 'told', deletedFolder: 'refuse' },
    log: { folderDeletion: 'folder', recreation: 'coalesced', shuffled: false },
    longpoll: { jitter: 0, maximum: null, spurious: false, backoff: null },
    batches: { mode: 'auto', pendingPolls: 1 },
    names: {
      conflictedCopy: 'display_name',
      caseOnlyMove: 'allow',
      pathDisplay: 'exact',
      reuploadKeepsId: false,
      longComponent: 'malformed_path',
      trailingSlash: 'refuse',
      disallowed: [
        '.dropbox',
        '.dropbox.attr',
        '.dropbox.cache',
        'desktop.ini',
        'thumbs.db',
        '.ds_store',
        'icon\r',
      ],
      cloudDocuments: ['.paper', '.papert', '.gdoc', '.gsheet', '.gslides'],
    },
    relocations: { entries: 10_000 },
    cursors: { garbage: 'bad_input', boundToPathRoot: true },
    sessions: { afterFinish: 'gone' },
    zip: { method: 'stored', sizes: 'behind', top: 'folder', folders: true },
    wire: { summaryDots: true, emptyObjectForVoid: 'refuse', checkHost: false },
    tokens: {
      accessTokenLifetime: 14_400,
      codeLifetime: 600,
      unknownApps: 'register',
      invalidClientStatus: 400,
    },
    sharedLinks: { base: 'https://www.dropbox.com' },
    faults: [],
  }
}
