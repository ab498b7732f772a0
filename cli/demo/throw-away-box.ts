import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'

const root = join(import.meta.dirname, '..', '..')

/** What the workspace is a copy of: some hundred real files that every checkout has. */
const sources = ['docs', 'cli', 'runtime', 'emulator', 'templates', 'README.md', 'LICENSE', 'package.json']

/** A box for the demonstration: a home of its own in the temporary folder, with a workspace in it. Nothing else is written to. */
export type ThrowAwayBox = {
  readonly home: string
  readonly workspace: string
  /** ~/Dropbox */
  readonly folder: string
  readonly environment: Readonly<Record<string, string>>
  /** Runs a program of the box to its end and gives what it printed; rejects when it fails. */
  run(program: string, words?: readonly string[]): Promise<string>
  /** What `dropbox status` prints, whatever its exit code. */
  status(): Promise<string>
  /** Ends what runs in it, and removes it. */
  remove(): Promise<void>
}

/** Makes the box; `apiUrl` is where its Dropbox is. */
export function throwAwayBox(apiUrl: string): ThrowAwayBox {
  // Short, because the path of the agent's socket below it has a limit.
  const home = mkdtempSync(join(tmpdir(), 'box-'))
  const workspace = join(home, 'workspace')
  mkdirSync(workspace)
  for (const source of sources)
    cpSync(join(root, source), join(workspace, source), { recursive: true, force: true })
  const environment = {
    HOME: home,
    PATH: [join(home, '.parts', 'bin'), join(root, 'dist', 'bin'), process.env['PATH']].join(':'),
    LANG: 'C.UTF-8',
    SHELL: '/bin/bash',
    TERM: 'dumb',
    DROPBOX_API_URL: apiUrl,
    DROPBOX_APP_KEY: 'demonstration',
  }
  const options = { cwd: home, env: environment, extendEnv: false, stdin: 'ignore' } as const
  return {
    home,
    workspace,
    folder: join(home, 'Dropbox'),
    environment,
    run: async (program, words = []) => (await execa(program, words, options)).stdout,
    status: async () => (await execa('dropbox', ['status'], { ...options, reject: false })).stdout,
    async remove() {
      await execa('parts', ['stop', 'dropbox'], { ...options, reject: false })
      rmSync(home, { recursive: true, force: true })
    },
  }
}
