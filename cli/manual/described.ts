/** A command as help, the man pages and shell completion know it. Data: it can be kept as JSON. */
export interface DescribedCommand {
  readonly name: string
  readonly summary: string
  readonly description: string
  /** what follows its name in the usage line; '' when nothing does */
  readonly usage: string
  readonly operands: readonly DescribedOperand[]
  readonly options: readonly DescribedOption[]
  /** what help says below all else; '' when nothing */
  readonly notes: string
  /** verbs of its own */
  readonly commands: readonly DescribedCommand[]
}

/** A word that is no option: what it is called, and what it is. */
export interface DescribedOperand {
  readonly name: string
  readonly does: string
  /** whether it may be repeated */
  readonly repeats: boolean
  /** the words that it can be, where there are only these */
  readonly choices: readonly string[]
}

/** An option with every name it has (`-q`, `--quiet`). */
export interface DescribedOption {
  readonly names: readonly string[]
  /** what its value is called; undefined for one that takes none */
  readonly value: string | undefined
  readonly does: string
  readonly choices: readonly string[]
}
