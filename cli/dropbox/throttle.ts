import type { Command } from 'commander'
import { openControl } from '../../runtime/agent/client.ts'
import { isRunning } from '../../runtime/agent/running.ts'
import { type Bandwidth, changeConfiguration, readConfiguration } from '../../runtime/box/configuration.ts'
import { rateInWords, rateWords } from '../../runtime/core/rates/rate-in-words.ts'
import { UsageError } from '../terminal/errors.ts'
import { visible } from '../terminal/text.ts'
import { type CommonOptions, type Surroundings, verb } from './verb.ts'

/** `dropbox throttle DOWNLOAD UPLOAD`: how fast content may come and go, as in Dropbox's own `dropbox.py`. */
export function throttle({ terminal, paths }: Surroundings): Command {
  return verb('throttle', 'Limit how fast files come from Dropbox and go there')
    .usage('[DOWNLOAD UPLOAD]')
    .argument('[download]', '"unlimited", or a limit in KB/s')
    .argument('[upload]', '"unlimited", or a limit in KB/s')
    .action(
      async (download: string | undefined, upload: string | undefined, _: unknown, command: Command) => {
        const { json } = command.optsWithGlobals<CommonOptions>()
        if (download === undefined) {
          const { bandwidth } = await readConfiguration(paths)
          if (json) terminal.printJson(bandwidth)
          else for (const line of linesOf(bandwidth)) terminal.print(line)
          return
        }
        if (upload === undefined)
          throw new UsageError(
            'Give both limits, for downloads and for uploads: "dropbox throttle unlimited 500".',
          )
        const bandwidth = { download: rateIn(download, 'download'), upload: rateIn(upload, 'upload') }
        await changeConfiguration(paths, { bandwidth })
        if (await isRunning(paths)) {
          await using control = await openControl(paths)
          await control.throttle(bandwidth)
        }
        if (json) terminal.printJson(bandwidth)
        else terminal.narrate('set')
      },
    )
}

function linesOf({ download, upload }: Bandwidth): string[] {
  const told = (rate: number | 'unlimited'): string => (rate === 'unlimited' ? rate : `${rate} KB/s`)
  return [`download ${told(download)}`, `upload ${told(upload)}`]
}

function rateIn(word: string, direction: keyof Bandwidth): number | 'unlimited' {
  const rate = rateInWords(word)
  if (rate !== undefined) return rate
  throw new UsageError(`"${visible(word)}" is no limit for ${direction}s. Give ${rateWords}.`)
}
