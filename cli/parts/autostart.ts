import {
  addToAutostartList,
  autostartList,
  removeFromAutostartList,
} from '../../runtime/box/autostart-list.ts'
import { withBoxLock } from '../../runtime/box/box-lock.ts'
import { addToStartup, removeFromStartup } from '../../runtime/box/startup-script.ts'
import { didYouMean } from '../terminal/did-you-mean.ts'
import { partOf, requirePart, requireService } from './catalogue.ts'
import type { Command, Context } from './command.ts'
import { aborting } from './errors.ts'
import { startQuietly } from './start.ts'

/** `parts autostart`: what starts when the box boots; without operands it starts that now, which is what boot scripts do. */
export const autostart: Command = {
  name: 'autostart',
  summary: 'Services to start when the box boots',
  operands: '[add PACKAGE|del PACKAGE|list]',
  options: [
    { name: '--json', does: 'Print the list as JSON' },
    { name: '--file', value: 'PATH', does: 'With add: the startup script to use, instead of ~/startup.sh' },
  ],
  async run(context, [action, ...names], options) {
    switch (action) {
      case undefined:
        return startQuietly(context, await autostartList(context.paths))
      case 'list':
        return printList(context, options.has('--json'))
      case 'add':
        return add(context, nameAmong(names), options.get('--file'))
      case 'del':
        return remove(context, nameAmong(names))
      default: {
        const meant = didYouMean(action, ['add', 'del', 'list'])
        throw aborting(
          `"parts autostart" knows add, del and list, not "${action}"${meant === '' ? '' : `.${meant}`}`,
        )
      }
    }
  },
}

async function printList({ terminal, paths }: Context, asJson: boolean): Promise<number> {
  const names = await autostartList(paths)
  if (asJson) terminal.printJson(names)
  else for (const name of names) terminal.print(name)
  return 0
}

async function add(context: Context, name: string, file: string | undefined): Promise<number> {
  const { terminal, paths } = context
  requirePart(partOf(name))
  requireService(context, name)
  const script = await withBoxLock(paths, async () => {
    const written = await addToStartup(paths, file)
    await addToAutostartList(paths, name)
    return written
  })
  terminal.narrate(`=> ${name} starts when the box boots: ${script}`)
  return 0
}

async function remove({ terminal, paths }: Context, name: string): Promise<number> {
  requirePart(partOf(name))
  const scripts = await withBoxLock(paths, async () => {
    await removeFromAutostartList(paths, name)
    const others = await autostartList(paths)
    return others.length > 0 ? [] : removeFromStartup(paths)
  })
  terminal.narrate(
    `=> ${name} no longer starts when the box boots${scripts.length > 0 ? `: ${scripts.join(', ')}` : ''}`,
  )
  return 0
}

function nameAmong(names: readonly string[]): string {
  const [name, ...rest] = names
  if (name === undefined || rest.length > 0) throw aborting('Name one package: parts autostart add dropbox')
  return name
}
