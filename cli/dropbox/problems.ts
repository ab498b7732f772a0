import type { Command } from 'commander'
import { describeProblem } from '../../runtime/engine/describe/problem.ts'
import type { DiskShortage, Problem } from '../../runtime/engine/status.ts'
import { grouped, visible } from '../terminal/text.ts'
import { openRunning } from './open-control.ts'
import { type CommonOptions, type Surroundings, verb } from './verb.ts'

/** `dropbox problems`: each path that cannot sync, why, and what to do. */
export function problems({ terminal, paths }: Surroundings): Command {
  return verb('problems', "Show what can't sync, why, and what to do").action(async (_, command: Command) => {
    const { json, quiet } = command.optsWithGlobals<CommonOptions>()
    await using control = await openRunning(paths, "what can't sync is known")
    const { shortages } = await control.report()
    const known = [...(await control.problems()), ...waitingForDisk(shortages)]
    const found = known.map((problem) => ({ ...problem, ...describeProblem(problem) }))
    if (json) return terminal.printJson(found)
    if (found.length === 0) return terminal.narrate('No problems.')
    for (const { path, text, advice } of found) {
      terminal.print(visible(path))
      if (!quiet) terminal.print(`  ${visible(`${text} ${advice}`)}`)
    }
    const unnamed = shortages.reduce((sum, { files, examples }) => sum + files - examples.length, 0)
    if (unnamed > 0) terminal.narrate(`${grouped(unnamed)} more files wait for room on the disk.`)
  })
}

/** The files that wait in Dropbox for room on a disk: no attempt is made at them, and each is told. */
function waitingForDisk(shortages: readonly DiskShortage[]): Problem[] {
  return shortages.flatMap(({ examples }) =>
    examples.map((path) => ({ path, why: { reason: 'disk-full' } as const })),
  )
}
