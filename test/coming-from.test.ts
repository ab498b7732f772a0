import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import test from 'ava'
import type { DescribedCommand } from '../cli/manual/described.ts'
import { describePrograms } from '../cli/manual/programs.ts'

const page = readFileSync(join(resolve(import.meta.dirname, '..'), 'docs/coming-from.md'), 'utf8')
const programs = await describePrograms()

/** Every command of ours that the page names: not what stands in the first column of a table, which is theirs. */
const ours = page
  .split('\n')
  .map((line) => (line.startsWith('|') ? line.replace(/^\|(\\\||[^|])*\|/, '') : line))
  .flatMap((line) => [...line.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? ''))
  .map((command) => command.split(' '))
  .filter(([program]) => programs.some(({ name }) => name === program))

/** The words of a command that are written as they are typed: verbs, choices and options; names in capitals stand for what people choose. */
const typed = (words: readonly string[]): readonly string[] =>
  words.filter((word) => /^(-|--?[a-z-]+|[a-z_]+)$/.test(word))

/** The part, and the folder of all examples. */
const examples = ['dropbox', 'myproject']

/** What may be typed after a program: its verbs and theirs, options, and words of the usage. */
function known(command: DescribedCommand): readonly string[] {
  return [
    ...command.options.flatMap(({ names, does, choices }) => [
      ...names,
      ...choices,
      ...does.split(/[^\w-]+/),
    ]),
    ...command.operands.flatMap(({ choices, does }) => [...choices, ...does.split(/[^\w-]+/)]),
    ...command.usage.split(/[^\w-]+/),
  ]
}

test('every command of ours that the page for newcomers names is there, with its options', (t) => {
  t.true(ours.length > 80)
  for (const words of ours) {
    const program = programs.find(({ name }) => name === words[0])
    const verb = program?.commands.find(({ name }) => name === words[1])
    if (program === undefined) continue
    if (verb === undefined) {
      for (const word of typed(words.slice(1)))
        t.true(known(program).includes(word), `${words.join(' ')}: ${word}`)
      continue
    }
    const below = verb.commands.find(({ name }) => name === words[2])
    const after = [...known(verb), ...(below === undefined ? [] : [below.name, ...known(below)])]
    for (const word of typed(words.slice(2)))
      t.true([...after, ...examples].includes(word), `${words.join(' ')}: ${word}`)
  }
})

/** github.com/dropbox/nautilus-dropbox (dropbox.in), github.com/samschott/maestral (src/maestral/cli/cli_main.py), and Box Parts. */
const theirs = {
  'dropbox.py':
    'autostart exclude filestatus help lansync ls proxy puburl running sharelink start status stop throttle update version',
  maestral:
    'start stop gui pause resume auth sharelink status filestatus activity history ls config-files autostart excluded notify bandwidth-limit move-dir rebuild-index revs diff restore log config completion',
  parts: 'install uninstall start autostart init list update archive',
}

/** Commands of theirs that stand beside another, or below one; and what `maestral config` knows. */
const beside = {
  'dropbox.py': 'exclude: list add remove; filestatus: stat',
  maestral:
    'auth: link unlink status; sharelink: create list revoke; excluded: list add remove; notify: level snooze; bandwidth-limit: down up; log: show clear level; config: get set show',
  parts:
    'uninstall: purge; start: stop restart status; autostart: add del list; init: env; list: search info help; update: upgrade; archive: upload',
}
const keysOfMaestral =
  'path excluded_items account_id notification_level log_level update_notification_interval keyring reindex_interval max_cpu_percent keep_history upload download'

test('every command of dropbox.py, of Maestral and of the old part has a row', (t) => {
  for (const [program, verbs] of Object.entries(theirs))
    for (const verb of verbs.split(' '))
      t.regex(page, new RegExp(`^\\| \`${program} ${verb}[ \`]`, 'm'), `${program} ${verb}`)
})

test('so has what stands beside or below them, and every key of the configuration of Maestral is told of', (t) => {
  const cells = page.split('\n').map((line) => /^\|(?:\\\||[^|])*\|/.exec(line)?.[0] ?? '')
  for (const [program, groups] of Object.entries(beside))
    for (const group of groups.split('; ')) {
      const [verb = '', others = ''] = group.split(': ')
      const rows = cells.filter((cell) => cell.startsWith(`| \`${program} ${verb}`)).join('\n')
      for (const other of others.split(' '))
        t.regex(rows, new RegExp(`[\` [{]${other}\\b`), `${program} ${verb}: ${other}`)
    }
  for (const key of keysOfMaestral.split(' ')) t.true(page.includes(`\`${key}\``), key)
})
