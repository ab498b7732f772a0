import type { Command } from 'commander'
import type { LinkResult } from '../../runtime/cloud/links/link-refusal.ts'
import type { SharedLink } from '../../runtime/cloud/links/shared-link.ts'
import type { DisplayPath } from '../../runtime/core/path.ts'
import { describeSharedLinkRefusal } from '../../runtime/remote/describe-shared-link-refusal.ts'
import { askPassword } from '../terminal/ask-password.ts'
import { inColumns } from '../terminal/columns.ts'
import { UsageError } from '../terminal/errors.ts'
import { moment, visible } from '../terminal/text.ts'
import { RemoteFailure } from './remote/remote-failure.ts'
import { withRemote } from './remote/with-remote.ts'
import { type Locations, placeInDropbox } from './typed/location.ts'
import { laterIn } from './typed/moment-in.ts'
import { type CommonOptions, type Surroundings, verb } from './verb.ts'

interface Limits {
  readonly expires?: string
  readonly password?: true
}

/** `dropbox sharelink PATH`, `create`, `list`, `revoke`: links by which others see a file or folder. */
export function sharelink(surroundings: Surroundings): Command {
  const { terminal } = surroundings
  const command = verb('sharelink', 'Get, list or end links by which others see a file or folder')
    .usage('PATH | create PATH [--expires WHEN] [--password] | list [PATH] | revoke PATH|URL')
    .argument('[path]', 'on this computer or in Dropbox')
    .action(async (typed: string | undefined, _: unknown, invoked: Command) => {
      if (typed === undefined)
        throw new UsageError('Name a file or folder, or "list". See "dropbox help sharelink".')
      await give(typed, {}, invoked)
    })
  command.addCommand(
    verb('create', 'Get a link, with an end or a password where your plan allows it')
      .argument('<path>', 'on this computer or in Dropbox')
      .option('--expires <when>', 'when it ends: 2026-12-24, "2026-12-24 18:00", or in 7d, 12h, 30m')
      .option('--password', 'ask for a password, or take the first line of standard input')
      .action(give),
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

  async function give(typed: string, limits: Limits, invoked: Command): Promise<void> {
    const expires = limits.expires === undefined ? undefined : endIn(limits.expires)
    const password = limits.password ? await askPassword(terminal, 'Password of the link') : undefined
    await withRemote(surroundings, async ({ access, locations }) => {
      const place = sharedPlace(typed, locations)
      const { link, made } = done(await access.createLink(place, { expires, password }), visible(place))
      if (invoked.optsWithGlobals<CommonOptions>().json)
        return terminal.printJson({ ...asJson(link), path: place, made })
      terminal.print(visible(link.url))
      if (made === 'as-it-was') for (const line of limitsOf(link)) terminal.narrate(line)
    })
  }

  async function list(typed: string | undefined, _: unknown, invoked: Command): Promise<void> {
    await withRemote(surroundings, async ({ access, locations }) => {
      const place = typed === undefined ? undefined : sharedPlace(typed, locations)
      const links = done(await access.links(place), visible(place ?? ''))
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
        : done(await access.links(sharedPlace(typed, locations)), shown).map(({ url }) => url)
      if (urls.length === 0) throw new UsageError(`There is no link to "${shown}".`)
      for (const url of urls) done(await access.revokeLink(url), visible(url))
      if (invoked.optsWithGlobals<CommonOptions>().json) return terminal.printJson({ revoked: urls })
      for (const url of urls) terminal.narrate(`No longer leads anywhere: ${visible(url)}`)
    })
  }
}

/** Throws UsageError for the top of Dropbox, which cannot be shared. */
function sharedPlace(typed: string, locations: Locations): DisplayPath {
  const place = placeInDropbox(typed, locations)
  if (place === '') throw new UsageError('The whole Dropbox cannot be shared. Name a file or folder in it.')
  return place
}

function done<Value>(result: LinkResult<Value>, what: string): Value {
  if (result.ok) return result.value
  throw new RemoteFailure(result.refusal.reason, describeSharedLinkRefusal(result.refusal, what))
}

function limitsOf({ expires, password }: SharedLink): string[] {
  return [
    ...(expires === undefined ? [] : [`It was made before, and ends on ${moment(expires)}.`]),
    ...(password ? ['It was made before, and asks for a password.'] : []),
  ]
}

function endIn(text: string): number {
  const end = laterIn(text, Date.now())
  if (end !== undefined) return end
  throw new UsageError(
    `"${visible(text)}" is no time to come. Give one such as 2026-12-24, "2026-12-24 18:00", or 7d, 12h, 30m from now.`,
  )
}

function asJson({ url, kind, name, path, expires, password }: SharedLink) {
  return { url, kind, name, path: path ?? null, expires: expires ?? null, password }
}
