import type { Command } from 'commander'
import { inColumns } from '../terminal/columns.ts'
import { UsageError } from '../terminal/errors.ts'
import { moment, visible } from '../terminal/text.ts'
import { withRemote } from './remote/with-remote.ts'
import { giveLink, type Limits } from './sharelink/give-link.ts'
import { asJson, linkOrThrow, sharedPlace } from './sharelink/links.ts'
import { type CommonOptions, type Surroundings, verb } from './verb.ts'

/** `dropbox sharelink PATH`, `create`, `list`, `revoke`: links by which others see a file or folder. */
export function sharelink(surroundings: Surroundings): Command {
  const { terminal } = surroundings
  const command = verb('sharelink', 'Get, list or end links by which others see a file or folder')
    .usage('PATH | create PATH [--expires WHEN] [--password] | list [PATH] | revoke PATH|URL')
    .argument('[path]', 'on this computer or in Dropbox')
    .action(async (typed: string | undefined, _: unknown, invoked: Command) => {
      if (typed === undefined)
        throw new UsageError('Name a file or folder, or "list". See "dropbox help sharelink".')
      await giveLink(surroundings, typed, {}, invoked)
    })
  command.addCommand(
    verb('create', 'Get a link, with an end or a password where your plan allows it')
      .argument('<path>', 'on this computer or in Dropbox')
      .option('--expires <when>', 'when it ends: 2026-12-24, "2026-12-24 18:00", or in 7d, 12h, 30m')
      .option('--password', 'ask for a password, or take the first line of standard input')
      .action((typed: string, limits: Limits, invoked: Command) =>
        giveLink(surroundings, typed, limits, invoked),
      ),
  )
  command.addCommand(
    verb('list', 'Show your links, of one file or folder or of all')
      .argument('[path]', 'on this computer or in Dropbox')
      .action(list),
  )
  command.addCommand(
    verb('revoke', 'End a link: its address leads nowhere from then on')
      .argument('<path>', 'what it leads to, or its address')
      .action(revoke),
  )
  return command

  async function list(typed: string | undefined, _: unknown, invoked: Command): Promise<void> {
    await withRemote(surroundings, async ({ access, locations }) => {
      const place = typed === undefined ? undefined : sharedPlace(typed, locations)
      const links = linkOrThrow(await access.links(place), visible(place ?? ''))
      if (invoked.optsWithGlobals<CommonOptions>().json) return terminal.printJson(links.map(asJson))
      if (links.length === 0) terminal.narrate('There is no link.')
      const lines = links.map((link) => [
        visible(link.url),
        visible(link.path ?? link.name),
        [
          link.expires === undefined ? '' : `until ${moment(link.expires)}`,
          link.password ? 'with a password' : '',
        ]
          .filter(Boolean)
          .join(', '),
      ])
      for (const line of inColumns(lines)) terminal.print(line)
    })
  }

  async function revoke(typed: string, _: unknown, invoked: Command): Promise<void> {
    await withRemote(surroundings, async ({ access, locations }) => {
      const isUrl = /^https?:\/\//.test(typed)
      const shown = isUrl ? visible(typed) : visible(sharedPlace(typed, locations))
      const urls = isUrl
        ? [typed]
        : linkOrThrow(await access.links(sharedPlace(typed, locations)), shown).map(({ url }) => url)
      if (urls.length === 0) throw new UsageError(`There is no link to "${shown}".`)
      for (const url of urls) linkOrThrow(await access.revokeLink(url), visible(url))
      if (invoked.optsWithGlobals<CommonOptions>().json) return terminal.printJson({ revoked: urls })
      for (const url of urls) terminal.narrate(`No longer leads anywhere: ${visible(url)}`)
    })
  }
}
