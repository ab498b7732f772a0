/** Something that is to be done between two effects of a cycle, once both sides were looked at, and whoever waits for what comes of it. */
export interface Asks<Question, Answer> {
  /** `answer` resolves or rejects when a cycle has got to it, or could not. */
  ask(question: Question): AskedFor<Answer>
  /** A cycle begins: what was asked until now is to be answered in it. */
  begin(): void
  /** Whether anything is to be answered in this cycle. */
  due(): boolean
  /** Answers all that is due, one after the other. An error answers its question alone. */
  answer(how: (question: Question) => Promise<Answer>): Promise<void>
  /** The cycle is over; what it did not get to is refused for `reason`, or answered with `otherwise` when there is none. */
  end(reason: unknown): void
}

/** What was asked. */
export interface AskedFor<Answer> {
  readonly answer: Promise<Answer>
  /** Takes the question back: nothing comes of it any more. False when it is being answered already. */
  withdraw(): boolean
}

interface Asked<Question, Answer> {
  readonly question: Question
  readonly settled: PromiseWithResolvers<Answer>
}

export function createAsks<Question, Answer>(
  otherwise: (question: Question) => Answer,
): Asks<Question, Answer> {
  let waiting: Asked<Question, Answer>[] = []
  let due: Asked<Question, Answer>[] = []
  return {
    ask(question) {
      const settled = Promise.withResolvers<Answer>()
      const asked = { question, settled }
      waiting.push(asked)
      return {
        answer: settled.promise,
        withdraw() {
          const isOpen = waiting.includes(asked) || due.includes(asked)
          waiting = waiting.filter((other) => other !== asked)
          due = due.filter((other) => other !== asked)
          return isOpen
        },
      }
    },
    begin() {
      due = [...due, ...waiting]
      waiting = []
    },
    due: () => due.length > 0,
    async answer(how) {
      for (let next = due.shift(); next !== undefined; next = due.shift()) {
        try {
          next.settled.resolve(await how(next.question))
        } catch (error) {
          next.settled.reject(error)
        }
      }
    },
    end(reason) {
      for (const { question, settled } of due) {
        if (reason === undefined) settled.resolve(otherwise(question))
        else settled.reject(reason)
      }
      due = []
    },
  }
}
