import test from 'ava'
import { complete } from '../../../cli/manual/complete.ts'
import type { DescribedCommand, DescribedOption } from '../../../cli/manual/described.ts'

const json: DescribedOption = { names: ['--json'], value: undefined, does: 'as JSON', choices: [] }
const quiet: DescribedOption = { names: ['-q', '--quiet'], value: undefined, does: 'be quiet', choices: [] }

function command(name: string, more: Partial<DescribedCommand> = {}): DescribedCommand {
  return {
    name,
    summary: `does ${name}`,
    description: '',
    usage: '',
    operands: [],
    options: [json],
    notes: '',
    commands: [],
    ...more,
  }
}

const path = { name: 'path', does: '', repeats: true, choices: [] }
const program = command('dropbox', {
  options: [json, quiet],
  commands: [
    command('status'),
    command('stop'),
    command('exclude', {
      commands: [command('add', { operands: [path] }), command('list')],
    }),
    command('sync', {
      operands: [{ name: 'action', does: '', repeats: false, choices: ['now', 'never'] }, path],
      options: [
        json,
        { names: ['--new-folders'], value: 'policy', does: 'later folders', choices: ['include', 'exclude'] },
        { names: ['--timeout'], value: 'seconds', does: 'how long', choices: [] },
      ],
    }),
  ],
})

const cases: readonly (readonly [line: string, words: readonly string[], operand?: string])[] = [
  ['', ['status', 'stop', 'exclude', 'sync']],
  ['st', ['status', 'stop']],
  ['nothing', []],
  ['--', ['--json', '--quiet']],
  ['--json st', ['status', 'stop']],
  ['status ', []],
  ['exclude ', ['add', 'list']],
  ['exclude l', ['list']],
  ['exclude add ', [], 'exclude add path'],
  ['exclude add one tw', [], 'exclude add path'],
  ['exclude add --j', ['--json']],
  ['exclude list x ', []],
  ['sync n', ['now', 'never']],
  ['sync now ', [], 'sync path'],
  ['sync --n', ['--new-folders']],
  ['sync --new-folders ', ['include', 'exclude']],
  ['sync --new-folders in', ['include']],
  ['sync --timeout ', []],
  ['sync --timeout 5 n', ['now', 'never']],
  ['sync now -- --j', [], 'sync path'],
  ['stop status ', []],
]

for (const [line, words, operand] of cases)
  test(`after "${line}" come ${words.join(', ') || (operand ?? 'no words')}`, (t) => {
    const completion = complete(program, line.split(' '))
    t.deepEqual(
      completion.words.map(({ word }) => word),
      words,
    )
    t.is(completion.operand && `${completion.operand.verb} ${completion.operand.name}`, operand)
  })

test('a word comes with what it means', (t) => {
  t.deepEqual(complete(program, ['sta']).words, [{ word: 'status', means: 'does status' }])
  t.deepEqual(complete(program, ['--q']).words, [{ word: '--quiet', means: 'be quiet' }])
})
