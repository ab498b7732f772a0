import { Argument, type Command } from 'commander'
import type { Control } from '../../runtime/agent/control.ts'
import { type Keep, keeps } from '../../runtime/core/restored/keep.ts'
import { type RestoredPlan, stakes } from '../../runtime/core/restored/preview.ts'
import { describeHalt } from '../../runtime/engine/describe/halt.ts'
import { describedKeeps, describePlan, summarizePlan } from '../../runtime/engine/describe/restored.ts'
import type { RestoredReport } from '../../runtime/engine/restored/restored.ts'
import { confirm } from '../terminal/confirm.ts'
import { grouped, moment, visible } from '../terminal/text.ts'
import { openRunning } from './open-control.ts'
import { type CommonOptions, type Surroundings, verb } from './verb.ts'

interface Options {
  readonly yes?: true
  readonly dryRun?: true
}

/** Of what is at no risk so many are named; of what is deleted or replaced, all. */
const namedAtMost = 20

/** `dropbox restored [keep-both|keep-cloud|keep-box]`: explains what was restored to an older state, and does what a person chooses about it. */
export function restored(surroundings: Surroundings): Command {
  const { terminal, paths } = surroundings
  return verb('restored', 'Choose what to keep after this computer was restored or copied')
    .addArgument(new Argument('[choice]', 'what to keep').choices(keeps))
    .option('-n, --dry-run', 'only show what would happen')
    .option('-y, --yes', 'do not ask')
    .action(async (keep: Keep | undefined, options: Options, command: Command) => {
      const { json } = command.optsWithGlobals<CommonOptions>()
      await using control = await openRunning(paths, 'what was restored is found')
      const report = await terminal.spin('Looking at both sides', () => control.restored())
      if (report === undefined) {
        if (json) terminal.printJson({ halts: [], plans: {}, chosen: null })
        else terminal.narrate('Nothing was restored to an older state. There is nothing to choose.')
        return
      }
      if (keep === undefined || options.dryRun) {
        if (json) terminal.printJson({ ...report, chosen: null })
        else for (const line of keep ? linesOf(report.plans[keep]) : explained(report)) terminal.print(line)
        return
      }
      if (!json) {
        // A person who is asked must see what for; without a question it only tells what goes on.
        const tell = options.yes ? terminal.narrate : terminal.print
        for (const line of linesOf(report.plans[keep])) tell(line)
      }
      const otherwise = `"dropbox restored ${keep} --yes" does this without asking.`
      const chosen = options.yes === true || (await confirm(terminal, { json, otherwise }))
      if (chosen) await make(control, keep, report.plans[keep])
      else surroundings.exitCode = 1
      if (json) terminal.printJson({ ...report, chosen: chosen ? keep : null })
      else terminal.narrate(chosen ? 'Dropbox goes on.' : 'Nothing was changed.')
    })
}

/** Only what was at stake when it was shown is agreed to; the rest of a plan loses nothing. */
async function make(control: Control, keep: Keep, plan: RestoredPlan): Promise<void> {
  const { deletedHere, deletedInDropbox, replacedHere, replacedInDropbox } = plan
  await control.keep(keep, { deletedHere, deletedInDropbox, replacedHere, replacedInDropbox })
}

function explained({ halts, plans }: RestoredReport): string[] {
  return [
    ...halts.flatMap(({ halt, since }) => [
      describeHalt(halt),
      `Noticed on ${moment(since)}. Until you choose, nothing there is changed on either side.`,
    ]),
    '',
    ...keeps.flatMap((keep) => [
      `dropbox restored ${keep}`,
      `  ${describedKeeps[keep]}`,
      `  ${summarizePlan(plans[keep])}`,
    ]),
    '',
    'Each shows every name before it asks. "--dry-run" only shows.',
  ]
}

function linesOf(plan: RestoredPlan): string[] {
  const parts = describePlan(plan)
  if (parts.length === 0) return [summarizePlan(plan)]
  return parts.flatMap(({ list, heading, touched }) => {
    const named = isAtStake(list) ? touched : touched.slice(0, namedAtMost)
    const left = touched.length - named.length
    return [
      `${heading}:`,
      ...named.map(({ display }) => `  ${visible(display)}`),
      ...(left > 0 ? [`  and ${grouped(left)} more`] : []),
    ]
  })
}

function isAtStake(list: keyof RestoredPlan): boolean {
  return (stakes as readonly string[]).includes(list)
}
