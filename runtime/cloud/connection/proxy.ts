import type { EnvHttpProxyAgent } from 'undici'
import type { SocksProxy } from '../proxy/socks-messages.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** How a server is reached: directly, by the HTTP proxies that its requests choose from, or by a SOCKS proxy. */
export type Way =
  | { readonly kind: 'direct' }
  | { readonly kind: 'http'; readonly proxies: EnvHttpProxyAgent.Options }
  | { readonly kind: 'socks'; readonly proxy: SocksProxy }

/**
 * The way to a server by the variables that curl reads (`https_proxy`, `http_proxy`, `no_proxy`, in either case; a SOCKS proxy as in
 * `socks5://name:password@host:1080`). A server on this machine is reached directly.
 */
export function wayTo(address: string, environment: Environment): Way {
  const { hostname, protocol } = new URL(address)
  if (hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.'))
    return { kind: 'direct' }
  const httpProxy = environment['http_proxy'] || environment['HTTP_PROXY'] || ''
  const httpsProxy = environment['https_proxy'] || environment['HTTPS_PROXY'] || ''
  const noProxy = environment['no_proxy'] || environment['NO_PROXY'] || ''
  const socks = socksIn(protocol === 'https:' ? httpsProxy : httpProxy)
  if (socks !== undefined)
    return isExcepted(hostname, noProxy) ? { kind: 'direct' } : { kind: 'socks', proxy: socks }
  const [http, https] = [httpProxy, httpsProxy].map((proxy) => (socksIn(proxy) ? '' : proxy))
  return http || https
    ? { kind: 'http', proxies: { httpProxy: http ?? '', httpsProxy: https ?? '', noProxy } }
    : { kind: 'direct' }
}

const schemes = /^socks(4a?|5h?)?:\/\//i

function socksIn(text: string): SocksProxy | undefined {
  const scheme = schemes.exec(text)
  const url = scheme && URL.parse(text.replace(schemes, 'http://'))
  if (!scheme || !url) return undefined
  const credential = (part: string) => (url.username === '' ? undefined : decodeURIComponent(part))
  return {
    version: scheme[1]?.startsWith('4') ? 4 : 5,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    // A port that is the usual one of the scheme it is read by is left out.
    port: Number(url.port || (/:80(\/|$)/.test(text) ? 80 : 1080)),
    username: credential(url.username),
    password: credential(url.password),
  }
}

/** Whether `no_proxy` names a host: itself, a domain above it, or all (`*`). */
function isExcepted(hostname: string, noProxy: string): boolean {
  return noProxy
    .split(/[\s,]+/)
    .map((name) => name.replace(/^\*?\./, '').toLowerCase())
    .some((name) => name === '*' || (name !== '' && (hostname === name || hostname.endsWith(`.${name}`))))
}
