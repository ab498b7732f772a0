import type { TestBox } from '../test-box.ts'

/** Lets every box come to rest; what waits for a person is approved. */
export async function rest(boxes: readonly TestBox[]): Promise<void> {
  for (const box of boxes) {
    for (let calm = 0, looks = 0; calm < 2; looks++) {
      if (looks > 60)
        throw new Error(
          `no rest: ${JSON.stringify(box.engine.status())} ${JSON.stringify(box.engine.problems())}`,
        )
      await box.engine.rescan()
      const status = await resting(box)
      if (status === 'halted') {
        await box.engine.approve()
        if ((await box.engine.restored()) !== undefined) await box.choose('keep-both')
      }
      calm = status === 'up-to-date' ? calm + 1 : 0
    }
  }
}

function resting(box: TestBox): Promise<string> {
  return new Promise((resolve) => {
    const look = (): void => {
      const { state } = box.engine.status()
      if (!['up-to-date', 'halted', 'offline', 'failed'].includes(state)) return
      stop()
      resolve(state)
    }
    const stop = box.engine.listen(look)
    look()
  })
}
