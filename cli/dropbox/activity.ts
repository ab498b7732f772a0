import type { Command } from 'commander'
import type { Control } from '../../runtime/agent/control.ts'
import type { Activity } from '../../runtime/engine/activity.ts'
import { describeStatus } from '../../runtime/engine/describe/status.ts'
import type { HistoryLine } from '../../runtime/ports/store.ts'
import { pauseFor } from '../terminal/pause.ts'
import { visible } from '../terminal/text.ts'
import { activityLines } from './activity/lines.ts'
import { describeEntry } from './history/describe-entry.ts'
import { openRunning } from './open-control.ts'
import { type CommonOptions, type Surroundings, verb } from './verb.ts'

const mostNamed = 20
/** On a terminal some lines of it stay free for what has been synced. */
const mostLive = 10
/** Between two looks, ms. */
const lookEvery = 500
/** What is synced between two looks and is more than this is not told line by line. */
const mostAtOnce = 1_000

/** How what is followed is told. */
type Telling = { synced(line: HistoryLine): void; now(activity: Activity): void; end(): void }

/** `dropbox activity`: what is under way; with `-f` again and again, with what has been synced. */
export function activity({ terminal, paths }: Surroundings): Command {
  return verb('activity', 'Show what is on its way, and how fast')
    .option('-f, --follow', 'go on, with what has been synced, until Ctrl-C')
    .action(async ({ follow }: { follow?: true }, command: Command) => {
      const { json, quiet } = command.optsWithGlobals<CommonOptions>()
      await using control = await openRunning(paths, 'something is on its way')
      if (!follow) {
        const now = await control.activity(mostNamed)
        if (json) return terminal.printJson(now)
        for (const line of activityLines(now, false)) terminal.print(line)
        return
      }
      const telling = json
        ? inJson()
        : terminal.interactive && !quiet
          ? onTerminal()
          : inLines(quiet === true)
      await followActivity(control, telling, terminal.interruptible())
    })

  function inJson(): Telling {
    let last = ''
    return {
      synced: ({ id: _, ...line }) => terminal.printJson({ synced: line }),
      now(activity) {
        const text = JSON.stringify(activity)
        if (text !== last) terminal.printJson({ activity })
        last = text
      },
      end: () => undefined,
    }
  }

  function inLines(quiet: boolean): Telling {
    let last = ''
    return {
      synced: (line) => terminal.print(syncedLine(line)),
      now({ status }) {
        const text = status.state === 'syncing' ? 'Syncing...' : visible(describeStatus(status))
        if (text !== last && !quiet) terminal.print(text)
        last = text
      },
      end: () => undefined,
    }
  }

  function onTerminal(): Telling {
    return {
      synced(line) {
        terminal.live.clear()
        terminal.print(syncedLine(line))
      },
      now: (activity) => terminal.live.draw(activityLines(activity, true)),
      end: () => terminal.live.clear(),
    }
  }
}

async function followActivity(control: Control, telling: Telling, signal: AbortSignal): Promise<void> {
  let after = (await control.history(1))[0]?.id ?? 0
  try {
    for (;;) {
      const [lines, now] = await Promise.all([control.history(mostAtOnce, after), control.activity(mostLive)])
      after = lines[0]?.id ?? after
      for (const line of lines.toReversed()) telling.synced(line)
      telling.now(now)
      await pauseFor(lookEvery, signal)
    }
  } finally {
    telling.end()
  }
}

function syncedLine(line: HistoryLine): string {
  return `${line.action}: ${describeEntry(line)}`
}
