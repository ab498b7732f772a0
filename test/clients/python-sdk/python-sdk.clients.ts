import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { openDropboxHosts } from '../dropbox-hosts.ts'
import { runProgram } from '../program.ts'

/** Debian's Python, which Debian's python3-dropbox belongs to; another one on the PATH does not have it. */
const PYTHON = '/usr/bin/python3'
const FOLDER = import.meta.dirname

/** Every test of the Python files, as `module.Class.test_name`. */
function pythonTests(): string[] {
  const modules = readdirSync(FOLDER).filter((name) => /^test_\w+\.py$/.test(name))
  return modules.flatMap((name) => {
    let current = ''
    return readFileSync(join(FOLDER, name), 'utf8')
      .split('\n')
      .flatMap((line) => {
        current = /^class (\w+)/.exec(line)?.[1] ?? current
        const found = /^ {4}def (test_\w+)\(self\)/.exec(line)?.[1]
        return found === undefined ? [] : [`${name.slice(0, -'.py'.length)}.${current}.${found}`]
      })
  })
}

for (const id of pythonTests()) {
  const [module = '', , name = ''] = id.split('.')
  const [topic, sentence] = [module, name].map((words) => words.replace(/^test_/, '').replaceAll('_', ' '))
  // One after the other: each has a process of its own, and more at once than cores only makes each slower.
  test.serial(`the Python SDK, ${topic}: ${sentence}`, async (t) => {
    const { emulator, environment, proxy } = await openDropboxHosts(t)
    const outcome = await runProgram(PYTHON, ['-B', '-m', 'unittest', id], {
      folder: FOLDER,
      environment: { ...environment, DROPBOX_ACCESS_TOKEN: emulator.issueToken().access_token },
    })
    t.is(outcome.code, 0, outcome.stderr)
    t.regex(outcome.stderr, /^Ran 1 test in [\s\S]*\nOK\n/m)
    t.deepEqual(proxy.tunnels().refused, {})
  })
}
