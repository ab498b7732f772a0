import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { unstableRclone } from '../../../bench/programs/unstable-rclone.ts'
import type { DropboxHosts } from '../dropbox-hosts.ts'
import { type Outcome, runProgram } from '../program.ts'

/** Every rclone there is on this machine: Debian's own, and the newer one that the setup fetched. */
export const rclones: readonly { version: string; path: string }[] = ['/usr/bin/rclone', unstableRclone()]
  .filter((path) => path !== undefined && existsSync(path))
  .map((path) => {
    const told = execFileSync(path ?? '', ['version'], { encoding: 'utf8' })
    return { version: /v([\d.]+)/.exec(told)?.[1] ?? 'unknown', path: path ?? '' }
  })

/** How a box is told to use rclone: by its environment alone, with a remote called `dropbox`. */
export interface RcloneBox {
  /** Runs rclone; gives how it ended. */
  run(...words: string[]): Promise<Outcome>
  /** Runs rclone, which must succeed; gives its standard output. */
  must(...words: string[]): Promise<string>
  environment: Record<string, string>
}

/** A box with a remote `dropbox:`; `token` is what rclone would have kept of its own sign-in. */
export function rcloneBox(
  hosts: Pick<DropboxHosts, 'environment' | 'folder'>,
  path: string,
  token: {
    access_token: string
    refresh_token: string | null
    expiry?: string
  },
  more: Record<string, string> = {},
): RcloneBox {
  const environment = {
    ...hosts.environment,
    RCLONE_CONFIG: join(hosts.folder, 'rclone.conf'),
    RCLONE_CONFIG_DROPBOX_TYPE: 'dropbox',
    RCLONE_CONFIG_DROPBOX_TOKEN: JSON.stringify({
      access_token: token.access_token,
      token_type: 'bearer',
      refresh_token: token.refresh_token ?? '',
      expiry: token.expiry ?? '2199-01-01T00:00:00Z',
    }),
    RCLONE_RETRIES: '1',
    ...more,
  }
  const run = (...words: string[]) => runProgram(path, words, { environment, folder: hosts.folder })
  return {
    environment,
    run,
    async must(...words) {
      const { code, stdout, stderr } = await run(...words)
      if (code !== 0) throw new Error(`rclone ${words.join(' ')}: ${code}\n${stderr}`)
      return stdout
    },
  }
}
