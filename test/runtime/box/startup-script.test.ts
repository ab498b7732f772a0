import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { BoxError } from '../../../runtime/box/errors.ts'
import type { BoxPaths } from '../../../runtime/box/paths.ts'
import { addToStartup, removeFromStartup } from '../../../runtime/box/startup-script.ts'
import { temporaryHome } from './temporary-home.ts'

/** A home with a `parts` that writes down how it was called. */
function homeWithParts(t: ExecutionContext, environment: Record<string, string> = {}): BoxPaths {
  const paths = temporaryHome(t, environment)
  const parts = join(paths.autopartsFolder, 'bin', 'parts')
  mkdirSync(dirname(parts), { recursive: true })
  writeFileSync(parts, `#!/bin/sh\necho "$AUTOPARTS_ROOT $*" >>"$HOME/calls"\necho noise\ncat\nexit 1\n`, {
    mode: 0o755,
  })
  return paths
}

/** Runs a script the way a box does at boot: `su USER -l -c "/bin/bash FILE"`. */
function boot(paths: BoxPaths, script: string) {
  const env = { HOME: paths.home, PATH: '/usr/bin:/bin' }
  const { stdout, stderr, status } = spawnSync('/bin/bash', ['-l', '-c', `/bin/bash ${script}`], {
    cwd: paths.home,
    env,
    input: 'not for us',
    encoding: 'utf8',
  })
  const calls = join(paths.home, 'calls')
  return { stdout, stderr, status, calls: existsSync(calls) ? readFileSync(calls, 'utf8') : '' }
}

test('the block goes to ~/startup.sh, which is made if there is none, and starts what is listed', async (t) => {
  const paths = homeWithParts(t)
  const script = join(paths.home, 'startup.sh')
  t.is(await addToStartup(paths), script)
  t.is(await addToStartup(paths), script)
  t.deepEqual(boot(paths, script), {
    stdout: '',
    stderr: '',
    status: 0,
    calls: `${paths.partsRoot} autostart\n`,
  })
  t.deepEqual(await removeFromStartup(paths), [script])
  t.false(existsSync(script))
  t.deepEqual(await removeFromStartup(paths), [])
})

for (const [title, content] of [
  ['ends the script', '#!/bin/bash\nset -euo pipefail\necho mine\nexit 0\n'],
  ['has no line end', 'echo mine'],
  ['has Windows line ends', '#!/bin/bash\r\ntrue\r\n'],
  ['begins with a byte order mark', '\ufeffecho mine\n'],
  ['is nothing but the #! line', '#!/bin/bash'],
  ['is empty', ''],
] as const) {
  test(`the block runs in a script that ${title}, whose bytes come back`, async (t) => {
    const paths = homeWithParts(t)
    const [script] = paths.startupScripts
    writeFileSync(script, content)
    chmodSync(script, 0o640)
    await addToStartup(paths)
    t.is(boot(paths, script).calls, `${paths.partsRoot} autostart\n`)
    t.true(readFileSync(script, 'utf8').split('# >>> box-parts autostart').length === 2)
    await removeFromStartup(paths)
    t.is(readFileSync(script, 'utf8'), content)
  })
}

test('when ~/.parts is gone, one line says how to have it back, and the rest of the script runs', async (t) => {
  const paths = temporaryHome(t)
  const [script] = paths.startupScripts
  writeFileSync(script, 'set -e\necho mine\n')
  await addToStartup(paths)
  const { stdout, stderr, status } = boot(paths, script)
  t.is(stdout, 'mine\n')
  t.is(status, 0)
  t.regex(stderr, /^Dropbox is no longer installed here; .*npm install -g box-parts.*\n$/)
})

test('another root is told to parts', async (t) => {
  const elsewhere = join(temporaryHome(t).home, 'a "b" $c')
  const paths = homeWithParts(t, { AUTOPARTS_ROOT: elsewhere })
  await addToStartup(paths)
  t.is(boot(paths, paths.startupScripts[0]).calls, `${elsewhere} autostart\n`)
})

test('a block that is in the workspace stays there, unless another file is named', async (t) => {
  const paths = temporaryHome(t)
  const [home, guides, workspace] = paths.startupScripts
  t.is(await addToStartup(paths, workspace), workspace)
  t.is(await addToStartup(paths), workspace)
  t.false(existsSync(home))
  t.is(await addToStartup(paths, guides), guides)
  t.false(existsSync(workspace))
})

test('a file of another name is remembered', async (t) => {
  const paths = temporaryHome(t)
  const script = join(paths.home, 'bin', 'boot')
  t.is(await addToStartup(paths, script), script)
  t.is(await addToStartup(paths), script)
  t.deepEqual(await removeFromStartup(paths), [script])
  t.false(existsSync(script))
  t.is(await addToStartup(paths, '~/bin/boot'), script)
})

test('a script that cannot be changed is said in one sentence', async (t) => {
  const paths = temporaryHome(t)
  mkdirSync(paths.startupScripts[0])
  const folder = await t.throwsAsync(addToStartup(paths), { instanceOf: BoxError })
  t.is(folder?.code, 'not_a_file')
  const kernel = await t.throwsAsync(addToStartup(paths, '/sys/startup.sh'), { instanceOf: BoxError })
  t.is(kernel?.code, 'not_writable')
})
