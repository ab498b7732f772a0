import type { EnvHttpProxyAgent } from 'undici'

export type Environment = Readonly<Record<string, string | undefined>>

/**
 * The proxies that an environment names for a server, in the variables that curl reads (`https_proxy`, `http_proxy`, `no_proxy`,
 * in either case), or undefined when there are none or the server is this machine.
 */
export function proxiesFor(address: string, environment: Environment): EnvHttpProxyAgent.Options | undefined {
  const { hostname } = new URL(address)
  if (hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.')) return undefined
  const httpProxy = environment['http_proxy'] || environment['HTTP_PROXY']
  const httpsProxy = environment['https_proxy'] || environment['HTTPS_PROXY']
  if (!httpProxy && !httpsProxy) return undefined
  return {
    httpProxy: httpProxy ?? '',
    httpsProxy: httpsProxy ?? '',
    noProxy: environment['no_proxy'] || environment['NO_PROXY'] || '',
  }
}
