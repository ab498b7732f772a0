import type { Command } from 'commander'
import type { SharedLink } from '../../../runtime/cloud/links/shared-link.ts'
import { askPassword } from '../../terminal/ask-password.ts'
import { UsageError } from '../../terminal/errors.ts'
import { moment, visible } from '../../terminal/text.ts'
import { withRemote } from '../remote/with-remote.ts'
import { laterIn } from '../typed/moment-in.ts'
import type { CommonOptions, Surroundings } from '../verb.ts'
import { asJson, linkOrThrow, sharedPlace } from './links.ts'

/** What a link is to have, as it was typed. */
export interface Limits {
  readonly expires?: string
  readonly password?: true
}

/** Prints the link by which others see what is at a place: the one that there is, or a new one. Throws UsageError and RemoteFailure. */
export async function giveLink(
  surroundings: Surroundings,
  typed: string,
  limits: Limits,
  invoked: Command,
): Promise<void> {
  const { terminal } = surroundings
  const expires = limits.expires === undefined ? undefined : endIn(limits.expires)
  const { json } = invoked.optsWithGlobals<CommonOptions>()
  const asked = { message: 'Password of the link', json }
  const password = limits.password ? await askPassword(terminal, asked) : undefined
  await withRemote(surroundings, async ({ access, locations }) => {
    const place = sharedPlace(typed, locations)
    const { link, made } = linkOrThrow(await access.createLink(place, { expires, password }), visible(place))
    if (json) return terminal.printJson({ ...asJson(link), path: place, made })
    terminal.print(visible(link.url))
    if (made === 'as-it-was') for (const line of limitsOf(link)) terminal.narrate(line)
  })
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
