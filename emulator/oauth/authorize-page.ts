import { html, raw } from 'hono/html'
import type { Account } from '../accounts/account.ts'
import type { AuthorizeRequest } from './authorize-request.ts'

const STYLE = `
  body { font: 16px/1.5 system-ui, sans-serif; background: #f7f5f2; color: #1e1919; margin: 0 }
  main { background: #fff; border: 1px solid #d8d3cb; border-radius: 12px; max-width: 30rem; margin: 10vh auto; padding: 2rem }
  h1 { font-size: 1.3rem; margin-top: 0 }
  button { font: inherit; padding: .5rem 1.5rem; border-radius: 8px; border: 1px solid #1e1919; background: #fff; cursor: pointer }
  button.allow { background: #0061fe; border-color: #0061fe; color: #fff }
  input.code { font: 1rem ui-monospace, monospace; width: 100%; padding: .6rem; box-sizing: border-box }
  .note { color: #6b655f; font-size: .85rem }
`

function page(title: string, content: ReturnType<typeof html>) {
  return html`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title} - Dropbox emulator</title>
<style>${raw(STYLE)}</style></head>
<body><main>${content}<p class="note">This is the Dropbox emulator: no real account is involved.</p></main></body>
</html>`
}

/** The page that asks a person to allow or deny; the form carries the request's own parameters along. */
export function consentPage(
  request: AuthorizeRequest,
  accounts: readonly Account[],
  parameters: URLSearchParams,
) {
  const place =
    request.app.access === 'app_folder' ? `its own folder, Apps/${request.app.name}` : 'all files and folders'
  return page(
    'Allow access',
    html`<h1>${request.app.name} would like to connect with this Dropbox account</h1>
<p>It will have access to ${place}:</p>
<ul>${request.scopes.map((scope) => html`<li><code>${scope}</code></li>`)}</ul>
<form method="post" action="/oauth2/authorize">
${[...parameters].map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<p><label>Account: <select name="emulator_account">
${accounts.map((account) => html`<option value="${account.id}">${account.displayName} (${account.email})</option>`)}
</select></label></p>
<button name="emulator_decision" value="deny">Deny</button>
<button name="emulator_decision" value="allow" class="allow">Allow</button>
</form>`,
  )
}

/** The page that shows the code to copy, when the app has no address to send the person back to. */
export function codePage(request: AuthorizeRequest, code: string) {
  return page(
    'Access code generated',
    html`<h1>Access code generated</h1>
<p>Enter this code into ${request.app.name} to finish the process.</p>
<input class="code" readonly value="${code}" data-token="${code}" onfocus="this.select()" aria-label="Access code">`,
  )
}

/** The page that says that nothing was allowed. */
export function deniedPage(request: AuthorizeRequest) {
  return page(
    'Access denied',
    html`<h1>Access denied</h1><p>${request.app.name} was not connected. You can close this page.</p>`,
  )
}

/** The page that says what is wrong with the app's request. */
export function errorPage(reason: string) {
  return page('Error', html`<h1>Error (400)</h1><p>${reason}</p>`)
}
