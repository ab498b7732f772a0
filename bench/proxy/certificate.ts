import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** What a server needs to pass for Dropbox, and what a client must trust for it; PEM texts. */
export interface DropboxCertificate {
  /** The throw-away authority: for `SSL_CERT_FILE`, `REQUESTS_CA_BUNDLE`, `NODE_EXTRA_CA_CERTS`. */
  authority: string
  cert: string
  key: string
}

/**
 * Makes a certificate for Dropbox's host names (and loopback), signed by an authority of its own whose key is thrown
 * away. Uses the `openssl` program; throws if it is missing or fails.
 */
export async function makeDropboxCertificate(): Promise<DropboxCertificate> {
  const folder = await mkdtemp(join(tmpdir(), 'dropbox-certificate-'))
  const openssl = (...words: string[]) => run('openssl', words, { cwd: folder })
  try {
    await openssl(
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '30'],
      ...['-subj', '/CN=Throw-away authority', '-keyout', 'authority.key', '-out', 'authority.pem'],
      ...['-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign'],
    )
    await openssl(
      ...[
        'req',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:P-256',
        '-nodes',
        '-subj',
        '/CN=dropboxapi.com',
      ],
      ...['-keyout', 'server.key', '-out', 'server.csr'],
    )
    await writeFile(
      join(folder, 'extensions'),
      'subjectAltName=DNS:*.dropboxapi.com,DNS:*.dropbox.com,DNS:dropbox.com,DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n',
    )
    await openssl(
      ...[
        'x509',
        '-req',
        '-in',
        'server.csr',
        '-CA',
        'authority.pem',
        '-CAkey',
        'authority.key',
        '-CAcreateserial',
      ],
      ...['-days', '30', '-extfile', 'extensions', '-out', 'server.pem'],
    )
    const read = (name: string) => readFile(join(folder, name), 'utf8')
    return {
      authority: await read('authority.pem'),
      cert: await read('server.pem'),
      key: await read('server.key'),
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
