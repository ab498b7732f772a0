import { styleText } from 'node:util'

/** Runs `work` while a spinner shows `text`, or what `show` was last given. */
export type Spin = <Result>(
  text: string,
  work: (show: (text: string) => void) => Promise<Result>,
) => Promise<Result>

/** The colour of a spinner, or none where the stream shows no styles. ora asks a library of its own, which knows nothing of NO_COLOR. */
export function spinnerColor(stream: NodeJS.WriteStream): 'cyan' | false {
  return styleText('cyan', '.', { stream }) === '.' ? false : 'cyan'
}

/** Makes the spinner of a stream. `animated` is asked at each use; ora is loaded only when it is true. */
export function spinner({ stream, animated }: { stream: NodeJS.WriteStream; animated: () => boolean }): Spin {
  return async (text, work) => {
    if (!animated()) return work(() => undefined)
    const { default: ora } = await import('ora')
    const color = spinnerColor(stream)
    // Ctrl-C must reach the program: ora would otherwise put the terminal into raw mode.
    const running = ora({ text, stream, color, discardStdin: false }).start()
    try {
      return await work((shown) => {
        running.text = shown
      })
    } finally {
      running.stop()
    }
  }
}
