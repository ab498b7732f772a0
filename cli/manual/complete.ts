import type { DescribedCommand, DescribedOperand, DescribedOption } from './described.ts'

/** What may stand where a person is typing. */
export interface Completion {
  readonly words: readonly CompletionWord[]
  /** the verb and its operand whose words only the computer or Dropbox knows (`symlink remove`, `name`); undefined when none is due */
  readonly operand: { readonly verb: string; readonly name: string } | undefined
}

/** A word that fits, with what it means. */
export interface CompletionWord {
  readonly word: string
  readonly means: string
}

/**
 * Completes a command line. `words` are those after the program's name; the last is being typed, and may be empty.
 * Nothing is due after an option that takes a value, except where its values are known.
 */
export function complete(program: DescribedCommand, words: readonly string[]): Completion {
  const typed = words.at(-1) ?? ''
  let command = program
  const verb: string[] = []
  let operands = 0
  let pending: DescribedOption | undefined
  let onlyOperands = false
  for (const word of words.slice(0, -1)) {
    if (pending !== undefined) {
      pending = undefined
    } else if (word === '--') {
      onlyOperands = true
    } else if (!onlyOperands && word.startsWith('-')) {
      const option = optionsOf(program, command).find(({ names }) => names.includes(word))
      if (option?.value !== undefined) pending = option
    } else {
      const inner = operands === 0 ? command.commands.find(({ name }) => name === word) : undefined
      if (inner === undefined) operands++
      else {
        command = inner
        verb.push(word)
      }
    }
  }
  if (pending !== undefined) return { words: starting(typed, namesOf(pending.choices)), operand: undefined }
  if (!onlyOperands && typed.startsWith('-'))
    return { words: starting(typed, optionWords(program, command)), operand: undefined }
  const operand = operandAt(command.operands, operands)
  const inner = operands === 0 ? command.commands.map(({ name, summary }) => wordOf(name, summary)) : []
  return {
    words: starting(typed, [...inner, ...namesOf(operand?.choices ?? [])]),
    operand:
      operand !== undefined && operand.choices.length === 0
        ? { verb: verb.join(' '), name: operand.name }
        : undefined,
  }
}

function optionsOf(program: DescribedCommand, command: DescribedCommand): readonly DescribedOption[] {
  return command === program ? program.options : [...command.options, ...program.options]
}

/** The long name of each option that fits, or the short one where it has no other. */
function optionWords(program: DescribedCommand, command: DescribedCommand): CompletionWord[] {
  const words = optionsOf(program, command).flatMap(({ names, does }) => {
    const name = names.find((one) => one.startsWith('--')) ?? names[0]
    return name === undefined ? [] : [wordOf(name, does)]
  })
  return words.filter(({ word }, index) => words.findIndex((other) => other.word === word) === index)
}

function operandAt(operands: readonly DescribedOperand[], index: number): DescribedOperand | undefined {
  const last = operands.at(-1)
  return operands[index] ?? (last?.repeats === true ? last : undefined)
}

function starting(typed: string, words: readonly CompletionWord[]): readonly CompletionWord[] {
  return words.filter(({ word }) => word.startsWith(typed))
}

function namesOf(choices: readonly string[]): CompletionWord[] {
  return choices.map((choice) => wordOf(choice, ''))
}

function wordOf(word: string, means: string): CompletionWord {
  return { word, means }
}
