import { announce, prompt, quote, type Scene } from '../stage.ts'

/** Shows what is where, and how to go on by hand. */
export const farewell: Scene = async (stage) => {
  const { terminal, box, dropbox } = stage
  announce(stage, 'What is where')
  prompt(stage, 'dropbox status')
  quote(stage, (await box.status()).split('\n'))
  const rows = [
    ['the workspace', `${box.workspace}  (syncs as /myproject)`],
    ['the Dropbox folder', box.folder],
    ['the part and its state', `${box.home}/.parts`],
    ['Dropbox itself, emulated', dropbox.url],
  ] as const
  for (const [what, where] of rows) terminal.print(`  ${what.padEnd(26)}${where}`)
  if (!terminal.interactive) return

  announce(stage, 'Try it: paste this into another terminal')
  const { HOME, DROPBOX_API_URL, DROPBOX_APP_KEY } = box.environment
  terminal.print(
    `  export HOME=${HOME} DROPBOX_API_URL=${DROPBOX_API_URL} DROPBOX_APP_KEY=${DROPBOX_APP_KEY}`,
  )
  terminal.print('  export PATH="$HOME/.parts/bin:$HOME/.parts/autoparts/bin:$PATH"; cd ~/workspace')
  terminal.print('  echo hello > hello.txt; dropbox status; dropbox exclude list; dropbox symlink list')
  terminal.print(`\n${terminal.style('bold', 'Press Ctrl-C to stop it all and remove the throw-away home.')}`)
}
