import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ExecutionContext } from 'ava'
import { execa, type Options } from 'execa'
import { stopAgent } from '../../runtime/agent/stop.ts'
import { boxPaths } from '../../runtime/box/paths.ts'
import { linkTree } from './link-tree.ts'
import { type InstalledPackage, installedPackage } from './package.ts'
import { filesWithSecrets, secretsOfBox } from './secrets.ts'

/** What a program printed, without the last line end, and its exit code. */
export type Outcome = { stdout: string; stderr: string; exitCode: number | undefined }

/** What undoes something when a test, or a measurement, ends: any test's context. */
export type Cleanup = Pick<ExecutionContext, 'teardown'>

/** A home of its own on a machine without any Node.js on the PATH. */
export type Box = {
  home: string
  /** everything that the programs of the box see; add to it to give them more */
  env: Record<string, string>
  /** the packed package that the box uses */
  package: InstalledPackage
  /** runs any program of the box to its end, whatever its exit code; give `input`, `env`, `cwd`, `timeout` (ms) */
  run(program: string, operands?: readonly string[], options?: Options): Promise<Outcome>
  parts(...operands: string[]): Promise<Outcome>
  dropbox(...operands: string[]): Promise<Outcome>
  dropboxInit(...operands: string[]): Promise<Outcome>
}

/**
 * A box on which `npm install -g` has put `parts` and `dropbox-emulator`, and nothing else has happened.
 * Everything of it is gone when the test ends, its agent too. Fails if a secret that it was given stands anywhere but where it belongs.
 */
export async function emptyBox(t: Cleanup, env: Record<string, string> = {}): Promise<Box> {
  const installed = await installedPackage()
  // Short, because the path of the agent's socket below it may not be longer than 107 bytes.
  const home = mkdtempSync(join(tmpdir(), 'box-'))
  const box = boxAt(home, installed, env)
  t.teardown(async () => {
    await stopAgent(boxPaths(box.env))
    const told = filesWithSecrets(home, secretsOfBox(home, box.env))
    rmSync(home, { recursive: true, force: true })
    if (told.length > 0) throw new Error(`Secrets were written: ${told.join(', ')}`)
  })
  return box
}

/** A box on which `parts install dropbox` has run as well; takes some milliseconds after the first one of a build. */
export async function installedPart(t: Cleanup, env: Record<string, string> = {}): Promise<Box> {
  const box = await emptyBox(t, env)
  const made = box.package.home
  // The programs are shared with other homes: whatever replaces them must not write into them.
  for (const folder of ['packages', 'autoparts', 'bin', join('var', 'cache')]) {
    linkTree(join(made, '.parts', folder), join(box.home, '.parts', folder))
  }
  for (const path of [
    '.parts/.config',
    '.parts/man',
    '.parts/completion',
    '.profile',
    '.bashrc',
    '.dropbox-dist',
  ]) {
    cpSync(join(made, path), join(box.home, path), { recursive: true, verbatimSymlinks: true })
  }
  return box
}

function boxAt(home: string, installed: InstalledPackage, extra: Record<string, string>): Box {
  const parts = join(home, '.parts')
  const path = [
    join(parts, 'bin'),
    join(installed.prefix, 'bin'),
    installed.programs,
    join(parts, 'autoparts', 'bin'),
  ]
  const env = {
    HOME: home,
    PATH: path.join(':'),
    SHELL: '/bin/bash',
    LANG: 'C.UTF-8',
    TERM: 'dumb',
    ...extra,
  }
  mkdirSync(home, { recursive: true })
  const run: Box['run'] = async (program, operands = [], options = {}) => {
    const { env: more, ...others } = options
    const { stdout, stderr, exitCode } = await execa(program, operands, {
      cwd: home,
      input: '',
      timeout: 120_000,
      reject: false,
      ...others,
      env: { ...env, ...more },
      extendEnv: false,
    })
    return { stdout: String(stdout), stderr: String(stderr), exitCode }
  }
  return {
    home,
    env,
    package: installed,
    run,
    parts: (...operands) => run('parts', operands),
    dropbox: (...operands) => run('dropbox', operands),
    dropboxInit: (...operands) => run('dropbox_init', operands),
  }
}
