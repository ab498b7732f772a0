import { isIPv4 } from 'node:net'

/** A SOCKS server. */
export interface SocksProxy {
  readonly version: 4 | 5
  readonly host: string
  readonly port: number
  readonly username: string | undefined
  readonly password: string | undefined
}

/** What the server is to connect to, by name: it looks the name up. */
export interface SocksTarget {
  readonly host: string
  readonly port: number
}

/** A step of a conversation: what to send, and how to read the answer; `length` says how many bytes of it there must be, given those that came. */
export interface SocksStep {
  readonly send: Uint8Array
  length(received: Uint8Array): number
  /** The next step; undefined when the way is open. Throws Error with the reason when it is refused. */
  next(answer: Uint8Array): SocksStep | undefined
}

/** The first step towards a target (SOCKS 4A, openssh.com/txt/socks4a.protocol; RFC 1928 and RFC 1929 for SOCKS 5). Throws Error for what fits no message. */
export function socksSteps(proxy: SocksProxy, target: SocksTarget): SocksStep {
  return proxy.version === 4 ? connectFour(proxy, target) : greet(proxy, target)
}

function connectFour({ username = '' }: SocksProxy, { host, port }: SocksTarget): SocksStep {
  const byName = !isIPv4(host)
  const address = byName ? [0, 0, 0, 1] : host.split('.').map(Number)
  const name = byName ? [...Buffer.from(host), 0] : []
  const user = Buffer.from(username)
  if (user.includes(0)) throw new Error('a name with a zero in it')
  return {
    send: Uint8Array.from([4, 1, port >> 8, port & 255, ...address, ...user, 0, ...name]),
    length: () => 8,
    next(answer) {
      if (answer[1] === 90) return undefined
      throw new Error(`the SOCKS proxy refuses (${refusalsFour[answer[1] ?? 0] ?? answer[1]})`)
    },
  }
}

const refusalsFour: Readonly<Record<number, string>> = {
  91: 'rejected or failed',
  92: 'it wants an identd',
  93: 'another user by its identd',
}

function greet(proxy: SocksProxy, target: SocksTarget): SocksStep {
  const methods = proxy.username === undefined ? [0] : [0, 2]
  return {
    send: Uint8Array.from([5, methods.length, ...methods]),
    length: () => 2,
    next([version, method]) {
      if (version !== 5) throw new Error('the proxy does not speak SOCKS 5')
      if (method === 0) return connectFive(target)
      if (method === 2 && proxy.username !== undefined) return authenticate(proxy, target)
      throw new Error('the SOCKS proxy wants a name and a password')
    },
  }
}

function authenticate({ username = '', password = '' }: SocksProxy, target: SocksTarget): SocksStep {
  return {
    send: Uint8Array.from([1, ...counted(username), ...counted(password)]),
    length: () => 2,
    next([, status]) {
      if (status === 0) return connectFive(target)
      throw new Error('the SOCKS proxy does not accept the name and the password')
    },
  }
}

function connectFive({ host, port }: SocksTarget): SocksStep {
  const address = isIPv4(host) ? [1, ...host.split('.').map(Number)] : [3, ...counted(host)]
  return {
    send: Uint8Array.from([5, 1, 0, ...address, port >> 8, port & 255]),
    length(received) {
      // The answer ends with an address of one of three kinds.
      const kind = received[3]
      if (kind === undefined) return 5
      if (kind === 1) return 4 + 4 + 2
      return kind === 4 ? 4 + 16 + 2 : 4 + 1 + (received[4] ?? 0) + 2
    },
    next([version, status]) {
      if (version === 5 && status === 0) return undefined
      throw new Error(`the SOCKS proxy refuses (${refusalsFive[status ?? 0] ?? status})`)
    },
  }
}

const refusalsFive: Readonly<Record<number, string>> = {
  1: 'general failure',
  2: 'not allowed',
  3: 'network unreachable',
  4: 'host unreachable',
  5: 'connection refused',
  6: 'TTL expired',
  7: 'command not supported',
  8: 'address type not supported',
}

function counted(text: string): number[] {
  const bytes = Buffer.from(text)
  if (bytes.length === 0 || bytes.length > 255)
    throw new Error('a name, password or host of 1 to 255 bytes is needed')
  return [bytes.length, ...bytes]
}
