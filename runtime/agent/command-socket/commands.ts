import type { Bandwidth } from '../../box/configuration.ts'
import type { ProxyChoice } from '../../cloud/proxy/choice.ts'
import { proxyChoiceOf } from '../../cloud/proxy/choice-of-words.ts'
import { rateInWords, rateWords } from '../../core/rates/rate-in-words.ts'
import { visible } from '../../core/visible.ts'
import { describeBrief } from '../../engine/describe/brief.ts'
import { describeSharedLinkRefusal } from '../../remote/describe-shared-link-refusal.ts'
import type { FileStatus } from '../file-status/file-status.ts'
import type { Reply } from './connections.ts'
import { excludedHere, excludeFrom, includeAgain } from './exclude.ts'
import { type CommandPorts, CommandRefused, placeNamed } from './ports.ts'
import { type Command, spellingsOf } from './protocol.ts'

type Values = Command['values']
type Answering = (values: Values, ports: CommandPorts) => Promise<Readonly<Record<string, readonly string[]>>>

/**
 * Answers one command, with the names, arguments and answers of Dropbox's own daemon (nautilus-dropbox, dropbox.in). Throws CommandRefused, and what
 * the agent throws.
 */
export async function answerCommand({ name, values }: Command, ports: CommandPorts): Promise<Reply> {
  if (name === 'tray_action_hard_exit') {
    ports.control.stop()
    return 'when-it-ends'
  }
  const answering = Object.hasOwn(commands, name) ? commands[name] : undefined
  // The script looks for these words.
  if (answering === undefined) return { ok: false, sentences: [`No command exists by that name: ${name}.`] }
  return { ok: true, values: await answering(values, ports) }
}

const commands: Readonly<Record<string, Answering>> = {
  async get_dropbox_status(_, { control }) {
    const { status, problems } = await control.report()
    return { status: describeBrief(status, problems) }
  },
  // What links this computer is a conversation, `dropbox_init`; no address alone does.
  needs_link: async () => ({}),
  async get_ignore_set(_, ports) {
    return { ignore_set: await excludedHere(ports) }
  },
  async ignore_set_add(values, ports) {
    return { ignored: await excludeFrom(ports, await pathsIn(values, 'paths', ports)) }
  },
  async ignore_set_remove(values, ports) {
    return { removed: await includeAgain(ports, await pathsIn(values, 'paths', ports)) }
  },
  async icon_overlay_file_status(values, ports) {
    return { status: await statusOf(values, ports) }
  },
  get_shared_link: sharedLink,
  // Of the public folder of old, whose addresses were as open as a link is.
  get_public_link: sharedLink,
  // The menus of file managers, which have none of ours.
  icon_overlay_context_options: async () => ({ options: [] }),
  get_folder_tag: async () => ({ tag: [''] }),
  get_emblem_paths: async () => ({}),
  async set_bandwidth_limits(values, { control, keepBandwidth }) {
    const bandwidth = {
      download: rateIn(values, 'download'),
      upload: rateIn(values, 'upload'),
    }
    await keepBandwidth(bandwidth)
    await control.throttle(bandwidth)
    return {}
  },
  async set_proxy_settings(values, { control, keepProxy }) {
    const choice = proxyIn(values)
    await keepProxy(choice)
    await control.proxy(choice)
    return {}
  },
  // Nothing goes over the local network here, whatever is chosen; the script shows no answer.
  set_lan_sync: async () => ({}),
}

async function sharedLink(values: Values, ports: CommandPorts): Promise<{ link: readonly string[] }> {
  const [path = ''] = await pathsIn(values, 'path', ports)
  const place = await placeNamed(path, ports)
  if (place === '')
    throw new CommandRefused('The whole Dropbox cannot be shared. Name a file or folder in it.')
  const result = await ports.shareLink(place)
  if (!result.ok) throw new CommandRefused(describeSharedLinkRefusal(result.refusal, visible(place)))
  return { link: [result.value.link.url] }
}

async function statusOf(values: Values, ports: CommandPorts): Promise<readonly FileStatus[]> {
  const [path = ''] = await pathsIn(values, 'path', ports)
  return ports.control.fileStatuses([path])
}

/** The absolute paths that a command names, one at least; each as it is meant (see `spellingsOf`). */
async function pathsIn(
  values: Values,
  key: string,
  { exists }: Pick<CommandPorts, 'exists'>,
): Promise<string[]> {
  const named = values.get(key) ?? []
  if (named.length === 0) throw new CommandRefused('A path is missing.')
  const paths: string[] = []
  for (const value of named) {
    const [asItIs = '', unescaped] = spellingsOf(value)
    const path = unescaped !== undefined && !(await exists(asItIs)) ? unescaped : asItIs
    if (!path.startsWith('/')) throw new CommandRefused(`"${path}" is no absolute path.`)
    paths.push(path.length > 1 ? path.replace(/\/+$/, '') : path)
  }
  return paths
}

function rateIn(values: Values, direction: keyof Bandwidth): number | 'unlimited' {
  const mode = values.get(`${direction}_mode`)?.[0]
  if (mode === 'auto') throw new CommandRefused(`"auto" is not known here. Give ${rateWords}.`)
  const rate = rateInWords(mode === 'manual' ? (values.get(`${direction}_limit`)?.[0] ?? '') : (mode ?? ''))
  if (rate !== undefined) return rate
  throw new CommandRefused(`Give ${rateWords}, for ${direction}s.`)
}

function proxyIn(values: Values): ProxyChoice {
  const word = (key: string): string | undefined => values.get(key)?.[0]
  const choice = proxyChoiceOf({
    ...{ mode: word('mode'), type: word('type'), host: word('host'), port: word('port') },
    ...{ username: word('username'), password: word('password') },
  })
  if (typeof choice === 'string') throw new CommandRefused(choice)
  return choice
}
