import type { Command } from 'commander'
import { openControl } from '../../runtime/agent/client.ts'
import { isRunning } from '../../runtime/agent/running.ts'
import { linkSource, type Unlinked, unlink as unlinkBox } from '../../runtime/agent/unlink.ts'
import { readUnsent } from '../../runtime/agent/unsent-file.ts'
import { describeStatus } from '../../runtime/engine/describe/status.ts'
import { describeUnsent } from '../../runtime/engine/describe/unsent.ts'
import { confirm } from '../terminal/confirm.ts'
import { visible } from '../terminal/text.ts'
import { type CommonOptions, type Surroundings, verb } from './verb.ts'

/** Where a person ends links that a box could not end itself. */
const connectedApps = 'https://www.dropbox.com/account/connected_apps'

const question = {
  message: 'Unlink this computer?',
  otherwise: '"dropbox unlink --yes" unlinks without asking.',
}

/** `dropbox unlink`: ends the link to the account, here and at Dropbox, and deletes no file. */
export function unlink(surroundings: Surroundings): Command {
  const { terminal, paths, environment } = surroundings
  return verb('unlink', 'End the link of this computer to your Dropbox; no file is deleted')
    .option('-y, --yes', 'do not ask')
    .action(async ({ yes = false }: { yes?: boolean }, command: Command) => {
      const { json } = command.optsWithGlobals<CommonOptions>()
      const source = await linkSource(paths, environment)
      if (!yes && !(await agreed(source, json))) {
        surroundings.exitCode = 1
        return terminal.narrate('Nothing was changed.')
      }
      const unlinked = await terminal.spin('Unlinking', () => unlinkBox(paths, environment))
      const unsent = await readUnsent(paths)
      if (json)
        return terminal.printJson({
          ...unlinked,
          left: unlinked.left ?? null,
          ...(unsent === undefined ? {} : { unsent }),
        })
      terminal.narrate('This computer is no longer linked to Dropbox. No file was deleted, here or there.')
      terminal.narrate('"dropbox_init" links it again; with the same account it goes on where it was.')
      if (unsent !== undefined)
        terminal.warn(`${describeUnsent(unsent)} What is missing goes up only when it is linked again.`)
      for (const line of remarksOn(unlinked)) terminal.warn(line)
    })

  async function agreed(source: Unlinked['source'], json: boolean | undefined): Promise<boolean> {
    if (terminal.interactive && !json) for (const line of await before(source)) terminal.print(line)
    return confirm(terminal, { ...question, json })
  }

  /** What a person should know first: whose link it is, what is not in Dropbox yet, and who else loses it. */
  async function before(source: Unlinked['source']): Promise<string[]> {
    const lines: string[] = []
    if (await isRunning(paths)) {
      const { account, status } = await report()
      if (account) lines.push(`Linked to ${visible(account.name)} (${visible(account.email)}).`)
      if (status.state !== 'up-to-date')
        lines.push(
          `It is not up to date: ${describeStatus(status)}. What is not in Dropbox yet stays on this computer.`,
        )
    } else lines.push("Dropbox isn't running. What it had not sent yet stays on this computer.")
    if (source === 'environment')
      lines.push('Its token comes from the environment, and ends on every computer that was given it.')
    return lines
  }

  async function report() {
    await using control = await openControl(paths)
    return await control.report()
  }
}

function remarksOn({ source, revoked, left }: Unlinked): string[] {
  return [
    ...(left === undefined
      ? []
      : [
          `${visible(left)} cannot be removed from here. What it holds is worth nothing any more: take it out of what puts it there.`,
        ]),
    ...(revoked
      ? []
      : [
          `Dropbox could not be told, so that a copy of the credentials still works. End it there: ${connectedApps}`,
        ]),
    ...(source === 'environment'
      ? ['DROPBOX_REFRESH_TOKEN or DROPBOX_ACCESS_TOKEN is still set. Unset it before you link again.']
      : []),
  ]
}
