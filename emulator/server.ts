import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { type Account, createAccount, type NewAccount } from './accounts/account.ts'
import type { Config } from './control/config.ts'
import { changeConfig } from './control/configure.ts'
import type { StatsReport } from './control/stats.ts'
import { openDropbox } from './dropbox.ts'
import { createHandler } from './handler.ts'
import { type App, registerApp } from './oauth/app.ts'
import { type IssuedToken, issueToken, type TokenWish } from './oauth/issue-token.ts'
import { createPages } from './pages.ts'

/** How an emulator is to be started; only the data folder has no default. */
export interface EmulatorOptions {
  /** Where files and state are kept; made if missing. */
  dataFolder: string
  /** 0 (the default) takes any free one. */
  port?: number | undefined
  /** The address to listen on; loopback by default. */
  host?: string | undefined
  /** PEM texts; with them the emulator speaks https. */
  tls?: { cert: string; key: string } | undefined
  /** Makes random behaviour (faults, dots, order) repeat. */
  seed?: number | undefined
  /** The current time in ms since 1970. */
  now?: (() => number) | undefined
  /** Takes one line per request, and the emulator's own errors. */
  log?: ((line: string) => void) | undefined
  /** What differs from the usual configuration. */
  config?: ConfigChanges | undefined
}

/** Part of a configuration: only what is named changes. */
export type ConfigChanges = {
  [Section in keyof Config]?: Config[Section] extends readonly unknown[]
    ? Config[Section]
    : Partial<Config[Section]>
}

/** A running emulator. */
export interface Emulator {
  /** Like `http://127.0.0.1:43210`. */
  url: string
  port: number
  /** Makes an account; the first one, Freddy, is always there. */
  createAccount(wish?: NewAccount): Account
  registerApp(wish?: { [Member in keyof App]?: App[Member] | undefined }): App
  /** Gives a token without the OAuth page. */
  issueToken(wish?: TokenWish): IssuedToken
  /** Changes what is named. Throws BadConfig. */
  configure(changes: ConfigChanges): void
  stats(): StatsReport
  /** Breaks every connection, finishes what is being written, and frees port and folder. May be called again. */
  close(): Promise<void>
}

/**
 * Starts a Dropbox that lives in a folder and answers on a port. Throws the system's error when the port or the
 * folder cannot be had, SQLite's "database is locked" when another emulator uses the folder.
 */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const dropbox = await openDropbox(options)
  const closing = new AbortController()
  try {
    if (options.config) dropbox.setConfig(changeConfig(dropbox.config(), options.config))
    const handler = createHandler({
      dropbox,
      pages: getRequestListener(createPages(dropbox).fetch),
      scheme: options.tls ? 'https' : 'http',
      closing: closing.signal,
      log: options.log,
    })
    const server = createListener(options.tls, handler)
    const host = options.host ?? '127.0.0.1'
    const port = await listen(server, options.port ?? 0, host)
    let ended: Promise<void> | undefined
    const end = async () => {
      closing.abort()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
      await handler.settled()
      await dropbox.close()
    }
    return {
      url: `${options.tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${port}`,
      port,
      createAccount: (wish = {}) => createAccount(dropbox.database, dropbox.chance, wish),
      registerApp: (wish = {}) => registerApp(dropbox.database, dropbox.chance, wish),
      issueToken: (wish = {}) => issueToken(dropbox, wish),
      configure: (changes) => dropbox.setConfig(changeConfig(dropbox.config(), changes)),
      stats: () => dropbox.stats.report(),
      close() {
        ended ??= end()
        return ended
      },
    }
  } catch (error) {
    await dropbox.close()
    throw error
  }
}

/** Arguments of append_batch stand in one header and may name a thousand sessions. */
const MAXIMUM_HEADERS = 1024 * 1024

function createListener(
  tls: EmulatorOptions['tls'],
  handler: (request: IncomingMessage, response: ServerResponse) => void,
): Server {
  // No limit on how long a request may take: uploads are as slow as their senders.
  const settings = { maxHeaderSize: MAXIMUM_HEADERS, requestTimeout: 0, keepAliveTimeout: 60_000 }
  return tls ? createTlsServer({ ...settings, ...tls }, handler) : createServer(settings, handler)
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.removeListener('error', reject)
      resolve((server.address() as AddressInfo).port)
    })
  })
}
