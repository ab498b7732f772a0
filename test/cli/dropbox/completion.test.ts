import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { inTerminal } from '../../installed/terminal.ts'
import { isSynced, linkedBox, unlinkedBox } from './linked-box.ts'

test('bash completes verbs, options, files, linked folders and what is in Dropbox', async (t) => {
  const box = await unlinkedBox(t)
  await box.put('/Photos/raw/one.txt', 'one')
  writeFileSync(join(box.workspace, 'a file.txt'), 'content')
  const { refresh_token: token } = box.emulator.issueToken()
  const linking = await box.run(
    'dropbox_init',
    ['--yes', '--sync-all', '--map', `${box.workspace}=myproject`, '--start'],
    { env: { DROPBOX_REFRESH_TOKEN: token } },
  )
  t.is(linking.exitCode, 0, linking.stderr)
  await box.reports(isSynced)
  appendFileSync(join(box.home, '.bashrc'), 'PS1="at> "\n')
  const terminal = await inTerminal(t, box, 'bash -i')
  await terminal.shows(/at>$/)
  const cases: readonly (readonly [typed: string, shown: RegExp])[] = [
    ['dropbox excl\t', /at> dropbox exclude$/],
    ['dropbox exclude add --js\t', /add --json$/],
    ['dropbox symlink remove \t', /remove myproject$/],
    ['dropbox exclude add /Ph\t', /add \/Photos\/$/],
    ['dropbox doctor /Photos/\t', /doctor \/Photos\/raw\/$/],
    ['dropbox doctor workspace/a\t', /workspace\/a\\ file\.txt$/],
    ['dropbox doctor "workspace/a\t', /"workspace\/a file\.txt"$/],
    ['parts inst\t', /at> parts install$/],
    ['dropbox_init --sync-\t', /--sync-all$/],
  ]
  for (const [typed, shown] of cases) {
    await terminal.type(typed)
    await terminal.shows(shown)
    // Deletes the line as one who types does: bash sometimes misses a Ctrl-C between two keys, and waits for the next.
    await terminal.press('C-u', 'C-l')
    await terminal.shows(/^at>$/)
  }
  t.pass()
})

test('zsh and fish complete them as well', async (t) => {
  const box = await linkedBox(t)
  mkdirSync(join(box.home, 'zsh'))
  writeFileSync(
    join(box.home, 'zsh', '.zshrc'),
    `PATH=${box.env['PATH']}:/usr/bin:/bin\nautoload -Uz compinit && compinit -u\n. ~/.parts/completion/zsh\nPS1='at> '\n`,
  )
  const terminal = await inTerminal(t, box, 'ZDOTDIR=$HOME/zsh zsh -i')
  await terminal.shows(/at>$/)
  await terminal.type('dropbox excl\t')
  await terminal.shows('at> dropbox exclude')
  await terminal.type('rem\t')
  await terminal.shows('exclude remove')
  await terminal.press('C-u')
  await terminal.shows(/at>$/)
  await terminal.type('dropbox_init --sync-\t')
  await terminal.shows('--sync-all')

  const { stdout } = await box.run('fish', [
    '-c',
    'dropbox completion fish | source; complete -C "dropbox exc"; complete -C "dropbox exclude rem"; complete -C "parts install "',
  ])
  t.deepEqual(stdout.split('\n'), [
    'exclude\tChoose what stays in Dropbox only, away from this computer',
    'remove\tSync files or folders again',
    'dropbox',
  ])
})

test('completion prints the script of a shell, and refuses others', async (t) => {
  const box = await unlinkedBox(t)
  const { stdout, stderr, exitCode } = await box.here('completion', 'bash')
  t.regex(
    stdout,
    /^# Completes command lines of Dropbox in bash\.\n.*complete -F __box_parts_complete dropbox dropbox\.py /s,
  )
  t.deepEqual([stderr, exitCode], ['', 0])
  t.deepEqual(JSON.parse((await box.here('completion', 'bash', '--json')).stdout), {
    shell: 'bash',
    script: `${stdout}\n`,
  })
  const wrong = await box.here('completion', 'tcsh')
  t.deepEqual([wrong.stdout, wrong.exitCode], ['', 2])
  t.regex(wrong.stderr, /Allowed choices are bash, zsh, fish/)
  // Whoever pressed a key reads nothing of what is wrong, and no word of a verb is taken for an option.
  t.deepEqual(await box.dropbox('completion', 'words', '--', 'dropbox', 'exclude', 'add', '--he'), {
    stdout: '--help\tshow this help',
    stderr: '',
    exitCode: 0,
  })
  t.deepEqual(await box.here('completion', 'words', '--', 'other', ''), {
    stdout: '',
    stderr: '',
    exitCode: 0,
  })
})
