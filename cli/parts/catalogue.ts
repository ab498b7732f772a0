import { distributionVersion } from '../../runtime/box/distribution.ts'
import { activePart } from '../../runtime/box/installed.ts'
import type { BoxPaths } from '../../runtime/box/paths.ts'
import type { Context } from './command.ts'
import { aborting } from './errors.ts'

/** A part that can be installed. */
export type Part = {
  name: string
  version: string
  description: string
  category: string
  /** what to do with it once it is installed, for people */
  tips: string
}

const dropboxTips = `To link this box to your Dropbox account:
  $ dropbox_init
To start and stop Dropbox:
  $ parts start dropbox
  $ parts stop dropbox
To start it whenever the box boots:
  $ parts autostart add dropbox
To sync your workspace as the folder "myproject" of your Dropbox:
  $ dropbox symlink add ~/workspace myproject
By default nothing of your Dropbox is downloaded. To choose what is:
  $ dropbox exclude list
  $ dropbox exclude remove <folder>
  $ dropbox exclude add <folder>
To find these programs in the shell that is open now (new ones find them by themselves):
  $ eval "$(parts env)"`

/** The parts that this `parts` brings along. */
export function availableParts(): Part[] {
  return [
    {
      name: 'dropbox',
      version: distributionVersion(),
      description: 'Dropbox: a cloud synchronization service.',
      category: 'utilities',
      tips: dropboxTips,
    },
  ]
}

/** Gives a part by its name; throws the original's error when there is none of that name. */
export function requirePart(name: string): Part {
  const part = availableParts().find((candidate) => candidate.name === name)
  if (!part) throw aborting(`Package "${name}" not found`)
  return part
}

/** Throws the original's error unless the part of a service is installed. */
export function requireInstalled(paths: BoxPaths, name: string): void {
  const part = partOf(name)
  if (part !== 'dropbox' || !activePart(paths, part)) throw aborting(`Package "${name}" not installed`)
}

/** Throws unless there is a service of that name: of an installed part, and of a configuration that `dropbox_init` has made. */
export function requireService({ paths, services }: Pick<Context, 'paths' | 'services'>, name: string): void {
  requireInstalled(paths, name)
  const configuration = configurationOf(name)
  if (configuration !== undefined && !services().includes(name))
    throw aborting(
      `There is no configuration "${configuration}": "dropbox_init --config ${configuration}" makes it`,
    )
}

/** The part that a service belongs to. */
export function partOf(service: string): string {
  const [part = ''] = service.split('@', 1)
  return part
}

/** The configuration that a service is of: NAME of `dropbox@NAME`, and undefined, the usual one, of `dropbox`. */
export function configurationOf(service: string): string | undefined {
  const at = service.indexOf('@')
  return at === -1 ? undefined : service.slice(at + 1)
}
