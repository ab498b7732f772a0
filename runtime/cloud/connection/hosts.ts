import { CloudSetupError } from '../setup-error.ts'

/** Dropbox's four hosts: RPC and tokens, bodies, longpoll, and the pages a person sees. */
export type Host = 'api' | 'content' | 'notify' | 'www'

/** The address of each host, without a `/` at its end. */
export type HostAddresses = Readonly<Record<Host, string>>

const production: HostAddresses = {
  api: 'https://api.dropboxapi.com',
  content: 'https://content.dropboxapi.com',
  notify: 'https://notify.dropboxapi.com',
  www: 'https://www.dropbox.com',
}

/**
 * Where Dropbox is: its own hosts, or, when `apiUrl` (DROPBOX_API_URL) names a server, that one for all four.
 * Throws CloudSetupError 'bad-api-url' when it is no http or https address.
 */
export function hostAddresses(apiUrl: string | undefined): HostAddresses {
  if (apiUrl === undefined || apiUrl === '') return production
  const url = URL.parse(apiUrl)
  if (url === null || !['http:', 'https:'].includes(url.protocol) || url.search !== '' || url.hash !== '')
    throw new CloudSetupError('bad-api-url', 'DROPBOX_API_URL must be an address like http://127.0.0.1:8080.')
  const base = `${url.origin}${url.pathname.replace(/\/+$/, '')}`
  return { api: base, content: base, notify: base, www: base }
}

/** Turns an address at one of Dropbox's hosts, as the SDK makes it, into the one to call. */
export function mapAddress(addresses: HostAddresses, url: string): string {
  for (const host of ['api', 'content', 'notify', 'www'] as const)
    if (url.startsWith(`${production[host]}/`)) return addresses[host] + url.slice(production[host].length)
  throw new TypeError(`No Dropbox host: ${url}`)
}
