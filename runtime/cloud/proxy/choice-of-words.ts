import * as v from 'valibot'
import { type ProxyChoice, proxyTypes } from './choice.ts'
import { ProxyChoiceShape } from './proxy-file.ts'

/** What was typed, word by word. */
export interface ProxyWords {
  readonly mode: string | undefined
  readonly type: string | undefined
  readonly host: string | undefined
  readonly port: string | undefined
  readonly username: string | undefined
  readonly password: string | undefined
}

/** The choice that words make up, as Dropbox's own `proxy` takes them (MODE [TYPE] [HOST] [PORT] [USERNAME] [PASSWORD]); else why not, one sentence. */
export function proxyChoiceOf({
  mode,
  type,
  host,
  port,
  username,
  password,
}: ProxyWords): ProxyChoice | string {
  const word = mode?.toLowerCase()
  if (word === 'none' || word === 'auto') {
    const others = [type, host, port, username, password].filter((other) => other !== undefined)
    return others.length === 0 ? { mode: word } : `"${word}" takes nothing more.`
  }
  if (word !== 'manual') return 'Give "none", "auto" or "manual".'
  const kind = proxyTypes.find((one) => one === type?.toLowerCase())
  if (kind === undefined) return 'Give the type of the proxy: "http", "socks4" or "socks5".'
  const named = {
    ...{
      mode: 'manual',
      type: kind,
      host: host ?? '',
      port: /^\d{1,5}$/.test(port ?? '') ? Number(port) : 0,
    },
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
  }
  const { success, output, issues } = v.safeParse(ProxyChoiceShape, named)
  if (success) return output
  return faults[v.getDotPath(issues[0]) ?? ''] ?? 'That is no proxy.'
}

const faults: Readonly<Record<string, string>> = {
  host: 'Give the name or address of the proxy, without "http://".',
  port: 'Give the port of the proxy, 1 to 65535.',
  username: 'A name has no ":" in it, and 1 to 255 characters.',
  password: 'A password has 1 to 255 characters.',
}
