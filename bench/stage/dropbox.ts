import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { askControl } from '../../test/chaos/dropbox.ts'
import { type Answer, type DropboxUser, dropboxUser } from '../../test/chaos/dropbox-user.ts'
import { type EmulatorProcess, spawnEmulator } from '../../test/clients/emulator-process.ts'
import type { Cleanup } from '../../test/installed/box.ts'
import { makeDropboxCertificate } from '../proxy/certificate.ts'
import { startConnectProxy } from '../proxy/connect-proxy.ts'
import { type DropboxSettings, noDelays } from './settings.ts'

/** An account with nothing in it, and somebody who works in it without any contestant. */
export interface Account {
  readonly user: DropboxUser
  readonly accessToken: string
  readonly refreshToken: string
  readonly appKey: string
}

/** A Dropbox in a process of its own, that every contestant of a row is measured against. */
export interface BenchDropbox {
  /** By https; the certificate is trusted by this process and by whoever is given `authority`. */
  readonly url: string
  /** A PEM file: for `SSL_CERT_FILE`, `NODE_EXTRA_CA_CERTS`, `--cacert`. */
  readonly authority: string
  /** For `HTTPS_PROXY` of a program that only knows Dropbox's own addresses. */
  readonly proxy: string
  /** A folder on the same disk, gone after the run. */
  readonly folder: string
  account(): Promise<Account>
  /** Behaves in another way from now on; without settings at once and without limits. */
  behave(settings?: DropboxSettings): Promise<void>
  stats(): Promise<Stats>
  /** The most memory that it ever held, bytes. */
  peakMemory(): number
}

/** What was asked of it since it began. */
export interface Stats {
  readonly requests: number
  readonly contentBytesUp: number
  readonly contentBytesDown: number
  /** Calls by route, as `files/upload`. */
  readonly routes: Readonly<Record<string, number>>
  /** Answers by HTTP status. */
  readonly statuses: Readonly<Record<string, number>>
}

/** Starts one that answers at once and without limits; it ends with `t`. */
export async function openDropbox(t: Cleanup): Promise<BenchDropbox> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const certificate = await makeDropboxCertificate()
  const file = async (name: string, text: string): Promise<string> => {
    await writeFile(join(folder, name), text)
    return join(folder, name)
  }
  const authority = await file('authority.pem', certificate.authority)
  setDefaultCACertificates([...getCACertificates('default'), certificate.authority])
  const emulator: EmulatorProcess = await spawnEmulator(
    t,
    ...['--data', join(folder, 'dropbox'), '--seed', '1'],
    ...['--tls-cert', await file('server.pem', certificate.cert)],
    ...['--tls-key', await file('server.key', certificate.key)],
  )
  const proxy = await startConnectProxy(emulator)
  t.teardown(() => proxy.close())
  const control = (method: string, route: string, body?: unknown): Promise<Answer> =>
    askControl(emulator.url, method, route, body)
  let accounts = 0

  return {
    url: emulator.url,
    authority,
    proxy: proxy.url,
    folder,
    async account() {
      const email = `box${++accounts}@example.com`
      await control('POST', 'accounts', { email })
      const token = await control('POST', 'tokens', { account: email, expiresIn: 30 * 24 * 3600 })
      const accessToken = String(token['access_token'])
      return {
        user: dropboxUser(emulator.url, accessToken),
        accessToken,
        refreshToken: String(token['refresh_token']),
        appKey: String(token['app_key']),
      }
    },
    behave: async (settings) => void (await control('PUT', 'config', settings ?? noDelays)),
    stats: async () => (await control('GET', 'stats')) as unknown as Stats,
    peakMemory: () => emulator.peakMemory(),
  }
}
