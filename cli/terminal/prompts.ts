import { Interrupted, UsageError } from './errors.ts'

/** One line of a list to choose from. */
export type Choice<Value> = {
  name: string
  value: Value
  /** what stands after the question once it is answered; the name when not given */
  short?: string
  /** shown below the list while the line is under the cursor */
  description?: string
  /** in a checkbox list: ticked at first */
  checked?: boolean
  /** cannot be chosen, and why */
  disabled?: string
}

/** A line that was taken of a list, and what was typed to find it. */
export type Found<Value> = { value: Value; typed: string }

/** Gives true, or the sentence that says what is wrong with an answer. */
export type Check = (answer: string) => true | string | Promise<true | string>

/**
 * Questions, for a person at a terminal (`Terminal.interactive`). Each throws Interrupted at Ctrl-C, and UsageError
 * where nobody can answer: look at `interactive` first.
 */
export type Prompts = {
  askText(question: { message: string; initial?: string; check?: Check }): Promise<string>
  /** a text that does not appear on the screen */
  askSecret(question: { message: string; check?: Check }): Promise<string>
  askYesNo(question: { message: string; initial: boolean }): Promise<boolean>
  askOne<Value>(question: { message: string; choices: readonly Choice<Value>[] }): Promise<Value>
  /**
   * Gives the line that a person takes of those that `choices` gives for what they have typed (trimmed, `''` at first), with what that was. Nothing
   * of it stays on the screen. `last`: what a question just before gave, so that it goes on where that was.
   */
  askSearch<Value>(question: {
    message: string
    choices: (typed: string) => readonly Choice<Value>[]
    last?: Found<Value> | undefined
  }): Promise<Found<Value>>
  /** `check` gives true, or the sentence that says what is wrong with the lines chosen. */
  askMany<Value>(question: {
    message: string
    choices: readonly Choice<Value>[]
    check?: (chosen: readonly Value[]) => true | string
  }): Promise<Value[]>
}

type Question = {
  type: 'input' | 'password' | 'confirm' | 'select' | 'checkbox' | 'search'
  message: string
} & Record<string, unknown>

/** Makes the questions of a terminal; inquirer is loaded at the first of them. */
export function prompts({
  input,
  output,
  interactive,
  interruption,
}: {
  input: NodeJS.ReadStream
  output: NodeJS.WriteStream
  interactive: boolean
  /** gives the signal that ends a question with its reason, if there is one */
  interruption: () => AbortSignal | undefined
}): Prompts {
  async function ask(question: Question, clearPromptOnDone = false): Promise<unknown> {
    if (!interactive) throw new UsageError(`Nobody is there to answer: ${question.message}`)
    const { default: inquirer } = await import('inquirer')
    const signal = interruption()
    const prompt = inquirer.createPromptModule({
      input,
      output,
      clearPromptOnDone,
      ...(signal ? { signal } : {}),
    })
    // A terminal that is closed ends standard input, after which nothing would keep the program going until SIGHUP is handled.
    const closed = Promise.withResolvers<never>()
    const hangUp = () => closed.reject(new Interrupted(129))
    input.once('end', hangUp)
    const restore = tolerateClosing(input)
    try {
      const asked = prompt<{ answer: unknown }>([{ ...question, name: 'answer' }])
      return (await Promise.race([asked, closed.promise])).answer
    } catch (error) {
      signal?.throwIfAborted()
      if (error instanceof Error && error.name === 'ExitPromptError')
        throw new Interrupted(130, { cause: error })
      throw error
    } finally {
      restore()
      input.off('end', hangUp)
    }
  }
  return {
    askText: async ({ message, initial, check }) =>
      String(await ask({ type: 'input', message, default: initial, validate: check ?? (() => true) })),
    askSecret: async ({ message, check }) =>
      String(await ask({ type: 'password', message, mask: '*', validate: check ?? (() => true) })),
    askYesNo: async ({ message, initial }) =>
      Boolean(await ask({ type: 'confirm', message, default: initial })),
    askOne: async <Value>({ message, choices }: { message: string; choices: readonly Choice<Value>[] }) =>
      (await ask({ type: 'select', message, choices, loop: false, pageSize: 12 })) as Value,
    async askSearch<Value>({
      message,
      choices,
      last,
    }: {
      message: string
      choices: (typed: string) => readonly Choice<Value>[]
      last?: Found<Value> | undefined
    }) {
      let typed = last?.typed ?? ''
      const value = await ask(
        {
          type: 'search',
          message,
          source: (text: string | undefined) => {
            typed = (text ?? '').trim()
            return choices(typed)
          },
          pageSize: 16,
          ...(last === undefined ? {} : { default: last.value, initialValue: last.typed }),
        },
        true,
      )
      return { value: value as Value, typed }
    },
    askMany: async <Value>({
      message,
      choices,
      check = () => true,
    }: {
      message: string
      choices: readonly Choice<Value>[]
      check?: (chosen: readonly Value[]) => true | string
    }) =>
      (await ask({
        type: 'checkbox',
        message,
        choices,
        loop: false,
        pageSize: 12,
        validate: (chosen: readonly { value: Value }[]) => check(chosen.map(({ value }) => value)),
      })) as Value[],
  }
}

/**
 * Lets a terminal be closed while a question stands: readline then tries to end raw mode on a terminal that is no more, and
 * would end the program with an error that nobody can handle, before it has cleaned up. The result undoes this.
 */
function tolerateClosing(input: NodeJS.ReadStream): () => void {
  const setRawMode = input.setRawMode
  input.setRawMode = (mode) => (input.readableEnded ? input : setRawMode.call(input, mode))
  return () => {
    input.setRawMode = setRawMode
  }
}
