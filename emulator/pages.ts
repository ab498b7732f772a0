import { Hono } from 'hono'
import { controlPages } from './control/pages.ts'
import type { Dropbox } from './dropbox.ts'
import { authorizePages } from './oauth/authorize.ts'

const WELCOME = `This is a Dropbox emulator.

API v2          POST /2/<namespace>/<route>
OAuth           GET  /oauth2/authorize, POST /oauth2/token
Its own state   GET  /emulator/stats, /emulator/config, /emulator/accounts
`

/** Everything that is answered outside of the API: the OAuth page, the control routes, and a word of welcome. */
export function createPages(dropbox: Dropbox): Hono {
  const pages = new Hono()
  pages.get('/', (context) => context.text(WELCOME))
  pages.route('/', authorizePages(dropbox))
  pages.route('/', controlPages(dropbox))
  pages.notFound((context) =>
    context.json(
      { error: `There is no ${context.req.method} ${context.req.path} here; see docs/emulator.md.` },
      404,
    ),
  )
  pages.onError((error, context) => {
    dropbox.reportBug(error, context.req.path)
    return context.json({ error: 'The emulator failed; its log says why.' }, 500)
  })
  return pages
}
