import * as v from 'valibot'
import { accountById } from '../../accounts/account.ts'
import { viewFor } from '../../accounts/path-root.ts'
import type { Dropbox } from '../../dropbox.ts'
import { type Cursor, decodeCursor } from '../../namespace/cursor.ts'
import { hasNews } from '../../namespace/listing.ts'
import type { View } from '../../namespace/view.ts'
import { appByKey } from '../../oauth/app.ts'
import { BadInput, RouteFailure, tag } from '../../protocol/failures.ts'
import { defaulted, integer, nonEmpty } from '../../protocol/fields.ts'
import { open } from '../../protocol/route.ts'

/** Waits until a cursor has news, its time is up, or the caller goes away. Recorded: no token, garbage is a 400. */
export const longpoll = open(
  'files/list_folder/longpoll',
  v.strictObject({ cursor: nonEmpty, timeout: defaulted(integer(30, 480), 30) }),
  async ({ dropbox, signal }, { cursor: text, timeout }) => {
    const cursor = decodeCursor(text, dropbox.settings.cursorSecret)
    if (!cursor) throw new BadInput('request body: cursor: unsupported cursor type')
    if (cursor.epoch !== dropbox.settings.cursorEpoch()) throw new RouteFailure(tag('reset'))
    const { longpoll: settings } = dropbox.config()
    const wait = Math.min(
      timeout * 1000 + dropbox.chance.fraction() * settings.jitter,
      settings.maximum ?? Number.POSITIVE_INFINITY,
    )
    const changes =
      settings.spurious || (await waitForNews(dropbox, viewOf(dropbox, cursor), cursor, wait, signal))
    return { changes, backoff: settings.backoff ?? undefined }
  },
)

function viewOf(dropbox: Dropbox, cursor: Cursor): View {
  const account = accountById(dropbox.database, cursor.account)
  const app = appByKey(dropbox.database, cursor.app)
  if (!account || !app) throw new RouteFailure(tag('reset'))
  return viewFor(
    dropbox.database,
    account,
    app,
    JSON.stringify({ '.tag': 'namespace_id', namespace_id: String(cursor.namespace) }),
  )
}

function waitForNews(
  dropbox: Dropbox,
  view: View,
  cursor: Cursor,
  wait: number,
  signal: AbortSignal,
): Promise<boolean> {
  if (hasNews(dropbox, view, cursor)) return Promise.resolve(true)
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const finish = (news: boolean) => {
    clearTimeout(timer)
    unwatch()
    signal.removeEventListener('abort', onAbort)
    resolve(news)
  }
  const onAbort = () => finish(false)
  const timer = setTimeout(() => finish(false), wait)
  const unwatch = dropbox.changes.watch(view.space, () => {
    if (hasNews(dropbox, view, cursor)) finish(true)
  })
  signal.addEventListener('abort', onAbort)
  return promise
}
