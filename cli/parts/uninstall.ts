import { type UninstallStep, uninstallPart } from '../../runtime/box/uninstall.ts'
import { requireInstalled } from './catalogue.ts'
import type { Command, Context } from './command.ts'

const narration: { [Step in UninstallStep]: string } = {
  deactivating: '=> Deactivating...',
  uninstalling: '=> Uninstalling...',
}

/** `parts uninstall`: the link and the state stay for the next installation. */
export const uninstall: Command = {
  name: 'uninstall',
  summary: 'Uninstall one or many packages',
  operands: 'PACKAGE...',
  example: 'dropbox',
  async run(context, names) {
    for (const name of names) {
      requireInstalled(context.paths, name)
      await stopAndUninstall(context, name)
    }
    return 0
  },
}

/** Uninstalls a part that is installed, and says so. */
export async function stopAndUninstall(
  { terminal, paths, agentOf, services }: Context,
  name: string,
): Promise<void> {
  for (const service of services()) {
    const agent = agentOf(service)
    if (await agent.isRunning()) {
      terminal.narrate(`=> Stopping ${service}...`)
      await agent.stop()
    }
    // Whoever removes the part may be about to give up the box.
    const unsent = await agent.unsent()
    if (unsent !== undefined) terminal.warn(`parts: ${unsent} It stays on this computer alone.`)
  }
  const kept = await uninstallPart(paths, (step) => terminal.narrate(narration[step]))
  if (kept) terminal.narrate(`=> parts itself stays in ${kept}, as it is what runs now`)
  terminal.narrate(`=> Uninstalled ${name}`)
}
