import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import type { Command } from 'commander'
import { dropboxProgram } from '../../../cli/dropbox/program.ts'
import { describePrograms } from '../../../cli/manual/programs.ts'
import type { Terminal } from '../../../cli/terminal/terminal.ts'
import { boxPaths } from '../../../runtime/box/paths.ts'
import { linkedBox, unlinkedBox } from './linked-box.ts'

const [program] = await describePrograms()
const verbs = (program?.commands ?? []).map(({ name }) => name).filter((name) => name !== 'help')

test('help lists every verb, and tells of each', async (t) => {
  t.true(verbs.length >= 17)
  const box = await unlinkedBox(t)
  for (const words of [[], ['help'], ['--help'], ['-h']]) {
    const { stdout, stderr, exitCode } = await (words[0] === 'help' ? box.dropbox : box.here)(...words)
    for (const verb of verbs) t.regex(stdout, new RegExp(`^ {2}${verb}\\b`, 'm'))
    for (const line of stdout.split('\n')) t.true(line.length <= 80, line)
    t.deepEqual([stderr, exitCode], ['', 0])
  }
  for (const verb of verbs) {
    const { stdout, stderr, exitCode } = await box.here('help', verb)
    t.regex(stdout, new RegExp(`^Usage: dropbox ${verb}\\b`))
    t.deepEqual([stderr, exitCode], ['', 0])
    t.is((await box.here(verb, '--help')).stdout, stdout)
  }
})

for (const columns of [40, 60, 80])
  test(`help on everything fits ${columns} columns, and loses no word`, async (t) => {
    let printed = ''
    const terminal = { columns, print: (text: string) => (printed += `${text}\n`) } as unknown as Terminal
    const surroundings = { environment: {}, currentFolder: '/', calledAs: 'dropbox', exitCode: 0 }
    const program = await dropboxProgram(
      { ...surroundings, terminal, paths: boxPaths({ HOME: '/home/ann' }) },
      [],
    )
    const helpOn = (command: Command): void => {
      printed = ''
      command.outputHelp()
      for (const line of printed.split('\n')) t.true(line.length <= columns, `${columns}: ${line}`)
      const words = printed.replace(/\s+/g, ' ')
      for (const { description } of command.options) t.true(words.includes(description), description)
      for (const inner of command.createHelp().visibleCommands(command)) {
        t.true(words.includes(inner.summary() || inner.description()))
        if (inner.name() !== 'help') helpOn(inner)
      }
    }
    helpOn(program)
  })

test('help is data with --json', async (t) => {
  const box = await unlinkedBox(t)
  const help = async (...words: string[]) => {
    const { stdout, stderr, exitCode } = await box.here(...words)
    t.deepEqual([stderr, exitCode], ['', 0])
    return JSON.parse(stdout).commands as { name: string; summary: string; usage: string }[]
  }
  const all = await help('help', '--json')
  t.deepEqual(await help('--json'), all)
  t.deepEqual(
    all.map(({ name }) => name).filter((name) => !name.includes(' ')),
    verbs,
  )
  t.true(all.every(({ summary, usage }) => summary !== '' && usage.startsWith('dropbox ')))
  t.deepEqual(await help('help', 'stop', '--json'), [
    { name: 'stop', summary: 'Stop Dropbox', usage: 'dropbox stop [options]' },
  ])
  t.deepEqual(await help('stop', '--help', '--json'), await help('help', 'stop', '--json'))
  t.deepEqual(
    (await help('help', 'exclude', '--json')).map(({ name }) => name),
    ['exclude', 'exclude list', 'exclude add', 'exclude remove'],
  )
  t.is((await box.here('help', 'stpo', '--json')).exitCode, 2)
})

test('what is not understood is one sentence and exit code 2', async (t) => {
  const box = await unlinkedBox(t)
  const said = async (...words: string[]) => {
    const { stdout, stderr, exitCode } = await box.here(...words)
    t.deepEqual([stdout, exitCode], ['', 2])
    return stderr
  }
  t.is(await said('sttaus'), 'No such command "sttaus". Did you mean "status"? See "dropbox help".')
  t.is(await said('help', 'stpo'), 'No such command "stpo". Did you mean "stop"? See "dropbox help".')
  t.is(await said('help', '-q', 'what'), 'No such command "what". See "dropbox help".')
  t.is(
    await said('status', '--jsn'),
    `Unknown option '--jsn' (Did you mean --json?). See "dropbox help status".`,
  )
  t.regex(await said('status', 'now'), /^Too many arguments.*"dropbox help status"\.$/)
  t.is(
    await said('exclude', 'del', 'x'),
    '"dropbox exclude" has no command "del". See "dropbox help exclude".',
  )
  for (const more of [[], ['--yes'], ['--json'], ['x', 'y']])
    t.is(
      await said('trash', 'emty', ...more),
      '"dropbox trash" has no command "emty". Did you mean "empty"? See "dropbox help trash".',
    )
  t.regex(await said('symlink', '--quiet', 'ad', '/x'), /^"dropbox symlink" has no .* Did you mean "add"\?/)
  t.regex(await said('trash', '--older', '3d'), /^Unknown option/)
  t.is(
    await said('restored', 'keepbox'),
    `Command-argument value 'keepbox' is invalid for argument 'choice'. Allowed choices are keep-both, keep-cloud, keep-box. See "dropbox help restored".`,
  )
  t.regex(await said('symlink', 'add'), /^Missing required argument 'target'\. See "dropbox help symlink"\.$/)
})

test('a broken configuration is one sentence; --verbose shows the cause and never a stack without it', async (t) => {
  const box = await linkedBox(t)
  const file = join(box.home, '.parts', 'etc', 'dropbox', 'config.json')
  await box.run('mkdir', ['-p', join(box.home, '.parts', 'etc', 'dropbox')])
  writeFileSync(file, '{ "folder": ')
  const { stdout, stderr, exitCode } = await box.dropbox('exclude')
  t.is(stderr, `${file} is not a JSON object. Correct it, or remove it to start from the defaults.`)
  t.deepEqual([stdout, exitCode], ['', 1])

  const verbose = await box.here('exclude', '--verbose')
  t.true(verbose.stderr.startsWith(`${stderr}\n`))
  t.regex(verbose.stderr, /SyntaxError: .*JSON/)
  t.is(verbose.exitCode, 1)
})

test('a current folder that is gone does not matter where it is not needed', async (t) => {
  const box = await unlinkedBox(t)
  const gone = join(box.home, 'gone')
  const { stdout, exitCode } = await box.run('bash', [
    '-c',
    `mkdir ${gone}; cd ${gone}; rmdir ${gone}; dropbox status`,
  ])
  t.deepEqual([stdout.split('\n')[0], exitCode], ["Dropbox isn't running!", 3])
})

test('a part without its state is as good as new', async (t) => {
  const box = await linkedBox(t)
  rmSync(join(box.home, '.parts', 'var', 'dropbox'), { recursive: true })
  const { stderr, exitCode } = await box.here('exclude')
  t.is(stderr, 'This computer is not linked to a Dropbox account. Run "dropbox_init" to link it.')
  t.is(exitCode, 1)
})

test('a state folder that cannot be made is told in one sentence', async (t) => {
  const box = await unlinkedBox(t)
  rmSync(join(box.home, '.parts', 'var'), { recursive: true })
  writeFileSync(join(box.home, '.parts', 'var'), 'a file')
  const { stdout, stderr, exitCode } = await box.here('exclude')
  t.is(stdout, '')
  t.regex(stderr, /^The folder .* cannot be made: a file has its name.*\.$/)
  t.is(exitCode, 1)
})
