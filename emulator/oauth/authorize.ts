import { type Context, Hono } from 'hono'
import { allAccounts, findAccount } from '../accounts/account.ts'
import type { Dropbox } from '../dropbox.ts'
import { codePage, consentPage, deniedPage, errorPage } from './authorize-page.ts'
import { type AuthorizeRequest, readAuthorizeRequest } from './authorize-request.ts'
import { createCode } from './grant.ts'

/** Scripts that send this header get the code as JSON at once, without a page. */
const AUTO_APPROVE = 'X-Emulator-Auto-Approve'
/** Which account approves: its id, e-mail address or display name. The oldest one without this header. */
const APPROVING_ACCOUNT = 'X-Emulator-Account'

/** The second is the older address, still in use: rclone 1.60 has it from the official Go SDK. */
const PATHS = ['/oauth2/authorize', '/1/oauth2/authorize']

/** The page under `/oauth2/authorize` that a person visits to let an app in. */
export function authorizePages(dropbox: Dropbox): Hono {
  const pages = new Hono()

  pages.on('GET', PATHS, (context) => {
    const parameters = new URL(context.req.url).searchParams
    const request = readAuthorizeRequest(dropbox, parameters)
    const accounts = allAccounts(dropbox.database)
    if (context.req.header(AUTO_APPROVE) !== undefined) {
      if (typeof request === 'string') return context.json({ error: request }, 400)
      const name = context.req.header(APPROVING_ACCOUNT)
      const account = name === undefined ? accounts[0] : findAccount(dropbox.database, name)
      if (!account) return context.json({ error: `There is no account "${name ?? ''}".` }, 400)
      return context.json({ code: allow(dropbox, request, account.id) })
    }
    if (typeof request === 'string') return context.html(errorPage(request), 400)
    return context.html(consentPage(request, accounts, parameters))
  })

  pages.on('POST', PATHS, async (context) => {
    const form = new URLSearchParams(await context.req.text())
    const request = readAuthorizeRequest(dropbox, form)
    if (typeof request === 'string') return context.html(errorPage(request), 400)
    const account = findAccount(dropbox.database, form.get('emulator_account') ?? '')
    if (form.get('emulator_decision') !== 'allow' || !account) return deny(context, request)
    const code = allow(dropbox, request, account.id)
    if (request.redirectUri === null) return context.html(codePage(request, code))
    return context.redirect(redirectAddress(request.redirectUri, { code, state: request.state }))
  })

  return pages
}

function allow(dropbox: Dropbox, request: AuthorizeRequest, account: string): string {
  return createCode(dropbox.database, dropbox.chance, dropbox.now(), dropbox.config().tokens.codeLifetime, {
    account,
    app: request.app.key,
    redirectUri: request.redirectUri,
    challenge: request.challenge,
    scopes: request.scopes,
    accessType: request.accessType,
  })
}

function deny(context: Context, request: AuthorizeRequest): Response | Promise<Response> {
  if (request.redirectUri === null) return context.html(deniedPage(request))
  return context.redirect(
    redirectAddress(request.redirectUri, {
      error: 'access_denied',
      error_description: 'The user chose not to give your app access to their Dropbox account.',
      state: request.state,
    }),
  )
}

function redirectAddress(address: string, parameters: Record<string, string | null>): string {
  const url = new URL(address)
  for (const [name, value] of Object.entries(parameters))
    if (value !== null) url.searchParams.set(name, value)
  return url.href
}
