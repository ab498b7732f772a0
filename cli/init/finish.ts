import { startAgent } from '../../runtime/agent/start.ts'
import { addToAutostartList, markStarted } from '../../runtime/box/autostart-list.ts'
import { withBoxLock } from '../../runtime/box/box-lock.ts'
import { serviceOf } from '../../runtime/box/paths.ts'
import { addToStartup } from '../../runtime/box/startup-script.ts'
import type { Situation } from './situation.ts'

/** Starts Dropbox in the background, as `parts start dropbox` does. Throws AgentError and BoxError. */
export async function startNow({ terminal, paths, environment }: Situation): Promise<void> {
  await markStarted(paths, serviceOf(paths.configuration), true)
  const { outcome } = await terminal.spin('Starting Dropbox', () => startAgent(paths, { environment }))
  terminal.narrate(outcome === 'started' ? 'Starting Dropbox...Done!' : 'Dropbox is already running!')
}

/** Lets Dropbox start at each boot, as `parts autostart add dropbox` does. Throws BoxError. */
export async function startAtBoot({ terminal, paths }: Situation): Promise<void> {
  const script = await withBoxLock(paths, async () => {
    const written = await addToStartup(paths)
    await addToAutostartList(paths, serviceOf(paths.configuration))
    return written
  })
  terminal.narrate(`Dropbox starts when the box boots: ${script}`)
}
