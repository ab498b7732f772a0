import type { Recorder } from '../recorder.ts'

/** A group of files on their way to their places. */
export interface LandingGroup {
  /** Records what was placed of it, with other groups. May be asked once. Resolves and rejects as `Recorder.record`. */
  record(work: () => void): Promise<void>
  /** Nothing more comes of it. May be called after anything else. */
  end(): void
}

/**
 * Records several groups in one transaction, each of which costs a flush of the disk while nothing else goes on: as soon as `most` of them wait, or
 * nothing that lands could join them. Gives what is to be called when a group begins to land.
 */
export function recordTogether(recorder: Pick<Recorder, 'record'>, most: number): () => LandingGroup {
  let landing = 0
  let waiting: (() => void)[] = []
  let recorded = Promise.withResolvers<void>()

  const writeIfDue = (): void => {
    if (waiting.length === 0 || (waiting.length < most && landing > 0)) return
    const works = waiting
    const { resolve, reject } = recorded
    waiting = []
    recorded = Promise.withResolvers()
    recorder
      .record(() => {
        for (const work of works) work()
      })
      .then(resolve, reject)
  }
  return () => {
    landing++
    let isLanding = true
    const land = (): void => {
      if (isLanding) landing--
      isLanding = false
    }
    return {
      record(work) {
        land()
        waiting.push(work)
        const { promise } = recorded
        writeIfDue()
        return promise
      },
      end() {
        land()
        writeIfDue()
      },
    }
  }
}
