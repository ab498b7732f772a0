import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ExecutionContext } from 'ava'
import { type DropboxCertificate, makeDropboxCertificate } from '../../bench/proxy/certificate.ts'
import { type ConnectProxy, startConnectProxy } from '../../bench/proxy/connect-proxy.ts'
import { type Emulator, type EmulatorOptions, startEmulator } from '../../emulator/server.ts'

/** An emulator that passes for Dropbox to programs which know nothing of it. */
export interface DropboxHosts {
  emulator: Emulator
  proxy: ConnectProxy
  certificate: DropboxCertificate
  /** A folder of the test's own, removed after it. */
  folder: string
  /** What a program must be started with: nothing of the caller's own environment is in it but the PATH. */
  environment: Record<string, string>
}

let certificate: Promise<DropboxCertificate> | undefined

/**
 * Starts an emulator by https behind a proxy that Dropbox's hosts lead to, both closed after the test. A call that
 * reaches the wrong one of Dropbox's hosts is refused, as Dropbox does.
 */
export async function openDropboxHosts(
  t: ExecutionContext,
  options: Partial<EmulatorOptions> = {},
): Promise<DropboxHosts> {
  certificate ??= makeDropboxCertificate()
  const folder = await mkdtemp(join(tmpdir(), 'clients-test-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  const authority = join(folder, 'authority.pem')
  await writeFile(authority, (await certificate).authority)
  const emulator = await startEmulator({
    dataFolder: join(folder, 'emulator'),
    tls: await certificate,
    seed: 1,
    ...options,
    config: { ...options.config, wire: { checkHost: true, ...options.config?.wire } },
  })
  t.teardown(() => emulator.close())
  const proxy = await startConnectProxy(emulator)
  t.teardown(() => proxy.close())
  return {
    emulator,
    proxy,
    certificate: await certificate,
    folder,
    environment: {
      PATH: process.env['PATH'] ?? '/usr/bin:/bin',
      HOME: folder,
      TMPDIR: folder,
      LC_ALL: 'C.UTF-8',
      HTTPS_PROXY: proxy.url,
      SSL_CERT_FILE: authority,
      REQUESTS_CA_BUNDLE: authority,
    },
  }
}
