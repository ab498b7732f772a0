import type { Command } from 'commander'
import { giveLink } from './sharelink/give-link.ts'
import { type Surroundings, verb } from './verb.ts'

/**
 * `dropbox puburl FILE`, of versions of `dropbox.py` before sharelink: it printed the address that a file in the public folder had, and nothing else. Dropbox has no public
 * folder any more; a link does the same.
 */
export function puburl(surroundings: Surroundings): Command {
  const { terminal } = surroundings
  return verb('puburl', 'Get the public address of a file, as "sharelink" does, which has taken its place')
    .argument('<file>', 'on this computer or in Dropbox')
    .action(async (typed: string, _: unknown, invoked: Command) => {
      await giveLink(surroundings, typed, {}, invoked)
      if (terminal.verbosity !== 'quiet')
        terminal.warn('"dropbox puburl" is of older versions, and may go: use "dropbox sharelink".')
    })
}
