import { once } from 'node:events'
import type { Terminal } from '../terminal/terminal.ts'
import { emulatedDropbox } from './emulated-dropbox.ts'
import { otherComputer } from './other-computer.ts'
import { bothSides } from './scenes/both-sides.ts'
import { conflict } from './scenes/conflict.ts'
import { farewell } from './scenes/farewell.ts'
import { install } from './scenes/install.ts'
import { link } from './scenes/link.ts'
import { upload } from './scenes/upload.ts'
import { throwAwayBox } from './throw-away-box.ts'

const scenes = [install, link, upload, bothSides, conflict, farewell]

/**
 * Shows the main job from the installation to the last synced byte, in a home and a Dropbox that are thrown away. At a terminal both
 * are left running for the person to try, until Ctrl-C. All that was started has ended when this settles, whichever way.
 */
export async function demonstrate(terminal: Terminal): Promise<void> {
  const signal = terminal.interruptible('patience')
  await using cleanup = new AsyncDisposableStack()
  const dropbox = await emulatedDropbox()
  cleanup.defer(() => dropbox.stop())
  const box = throwAwayBox(dropbox.url)
  cleanup.defer(() => box.remove())
  terminal.print(`The main job of box-parts, in a throw-away home (${box.home}) and an emulated Dropbox.`)

  const stage = { terminal, box, dropbox, other: await otherComputer(dropbox.url), signal }
  try {
    for (const scene of scenes) await scene(stage)
  } catch (error) {
    // A command that Ctrl-C ended, too, fails in its own words; the reason is that all was called off.
    signal.throwIfAborted()
    throw error
  }
  if (!terminal.interactive) return
  if (!signal.aborted) await once(signal, 'abort')
  terminal.print('\nStopping, and cleaning up.')
}
