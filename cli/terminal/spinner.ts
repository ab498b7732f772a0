/** Runs `work` while a spinner shows `text`, or what `show` was last given. */
export type Spin = <Result>(
  text: string,
  work: (show: (text: string) => void) => Promise<Result>,
) => Promise<Result>

/** Makes the spinner of a stream. `animated` is asked at each use; ora is loaded only when it is true. */
export function spinner({ stream, animated }: { stream: NodeJS.WriteStream; animated: () => boolean }): Spin {
  return async (text, work) => {
    if (!animated()) return work(() => undefined)
    const { default: ora } = await import('ora')
    // Ctrl-C must reach the program: ora would otherwise put the terminal into raw mode.
    const running = ora({ text, stream, discardStdin: false }).start()
    try {
      return await work((shown) => {
        running.text = shown
      })
    } finally {
      running.stop()
    }
  }
}
