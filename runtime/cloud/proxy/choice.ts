import type { Environment } from '../connection/proxy.ts'

export const proxyTypes = ['http', 'socks4', 'socks5'] as const

export type ProxyType = (typeof proxyTypes)[number]

/** A proxy that a person named. `host` is a name or an address, `port` 1 to 65535. */
export interface ManualProxy {
  readonly mode: 'manual'
  readonly type: ProxyType
  readonly host: string
  readonly port: number
  readonly username?: string | undefined
  /** To be shown to nobody. */
  readonly password?: string | undefined
}

/** How Dropbox is reached: `none`, directly; `auto`, as the variables of the environment say; or by one proxy for all. */
export type ProxyChoice = { readonly mode: 'none' } | { readonly mode: 'auto' } | ManualProxy

/** The variables by which curl, and this project, are told of proxies. */
const variables = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY', 'no_proxy', 'NO_PROXY']

/** The environment with the variables that say what was chosen. It may hold a password, and is for nothing but connections. */
export function proxiedEnvironment(environment: Environment, choice: ProxyChoice): Environment {
  if (choice.mode === 'auto') return environment
  const others = Object.fromEntries(Object.entries(environment).filter(([name]) => !variables.includes(name)))
  if (choice.mode === 'none') return others
  const address = addressOf(choice)
  return { ...others, http_proxy: address, https_proxy: address }
}

function addressOf({ type, host, port, username, password }: ManualProxy): string {
  const name = host.includes(':') ? `[${host.replace(/^\[|\]$/g, '')}]` : host
  const who =
    username === undefined ? '' : `${encodeURIComponent(username)}:${encodeURIComponent(password ?? '')}@`
  return `${type}://${who}${name}:${port}`
}
