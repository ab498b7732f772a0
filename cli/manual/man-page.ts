import type { DescribedCommand, DescribedOption } from './described.ts'

/** A page of the manual: the name of its file, as man looks for it, and its text (man(7)). */
export interface ManPage {
  readonly file: string
  readonly text: string
}

/** The pages on a program, section 1: one on itself, one on each of its verbs (`dropbox-exclude.1`). */
export function manPages(program: DescribedCommand, version: string): readonly ManPage[] {
  const verbs = program.commands.filter(({ name }) => name !== 'help')
  const common = new Set(program.options.flatMap(({ names }) => names))
  const pageNameOf = (verb: DescribedCommand) => `${program.name}-${verb.name}`
  return [
    page(program.name, version, [
      ...section('NAME', [`${plain(program.name)} \\- ${plain(withoutStop(program.description))}`]),
      ...section('SYNOPSIS', synopsis([program.name], program)),
      ...section('DESCRIPTION', paragraphs(program.description)),
      ...section(
        'COMMANDS',
        verbs.flatMap((verb) => tagged(pageNameOf(verb), '(1)', verb.summary)),
      ),
      ...section('OPTIONS', program.options.flatMap(optionLines)),
      ...section('NOTES', paragraphs(program.notes)),
    ]),
    ...verbs.map((verb) => page(pageNameOf(verb), version, verbLines(program, verb, common))),
  ]
}

function verbLines(program: DescribedCommand, verb: DescribedCommand, common: ReadonlySet<string>): string[] {
  const words = [program.name, verb.name]
  return [
    ...section('NAME', [`${plain(words.join('-'))} \\- ${plain(withoutStop(verb.summary))}`]),
    ...section('SYNOPSIS', synopsis(words, verb)),
    ...section('DESCRIPTION', paragraphs(verb.description)),
    ...section('COMMANDS', verb.commands.filter(({ name }) => name !== 'help').flatMap(innerLines)),
    ...section('ARGUMENTS', operandLines(verb)),
    ...section('OPTIONS', verb.options.flatMap(optionLines)),
    ...section('NOTES', paragraphs(verb.notes)),
    ...section('SEE ALSO', [`.BR ${plain(program.name)} (1)`]),
  ]

  function innerLines(inner: DescribedCommand): string[] {
    const own = inner.options.filter(({ names }) => !names.some((name) => common.has(name)))
    return [
      `.SS ${quoted([...words, inner.name, withoutOptions(inner.usage)].join(' ').trimEnd())}`,
      ...paragraphs(inner.description),
      ...operandLines(inner),
      ...own.flatMap(optionLines),
      ...paragraphs(inner.notes),
    ]
  }
}

function page(name: string, version: string, lines: readonly string[]): ManPage {
  const title = `.TH ${quoted(name.toUpperCase())} 1 "" ${quoted(`box-parts ${version}`)} "Box Parts"`
  // Neither stretched nor hyphenated: a line is to look as a person would type it.
  return { file: `${name}.1`, text: `${[title, '.ad l', '.nh', ...lines].join('\n')}\n` }
}

/** A section, left out when there is nothing in it. */
function section(heading: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`.SH ${quoted(heading)}`, ...lines]
}

function synopsis(words: readonly string[], { usage }: DescribedCommand): string[] {
  return [`.B ${plain(words.join(' '))}`, ...(usage === '' ? [] : [plain(usage)])]
}

function operandLines({ operands }: DescribedCommand): string[] {
  return operands.flatMap(({ name, repeats, does, choices }) =>
    tagged(
      name.toUpperCase(),
      repeats ? '...' : '',
      choices.length > 0 && does !== '' ? `${does}: ${choices.join(', ')}` : does,
    ),
  )
}

function optionLines({ names, value, does }: DescribedOption): string[] {
  return tagged(names.join(', '), value === undefined ? '' : ` ${value.toUpperCase()}`, does)
}

function tagged(term: string, after: string, text: string): string[] {
  return ['.TP', `\\fB${plain(term)}\\fR${plain(after)}`, ...(text === '' ? ['\\&'] : [line(text)])]
}

function paragraphs(text: string): string[] {
  return text
    .split(/\n{2,}/)
    .filter((paragraph) => paragraph.trim() !== '')
    .flatMap((paragraph) =>
      /^\s/.test(paragraph)
        ? ['.PP', '.nf', ...paragraph.split('\n').map(line), '.fi']
        : ['.PP', ...paragraph.split('\n').map(line)],
    )
}

/** Text as it is: a backslash begins an escape, and a plain hyphen may be printed as another sign (groff_man_style(7)). */
function plain(text: string): string {
  return text.replaceAll('\\', '\\e').replaceAll('-', '\\-')
}

/** A line of text: one that begins with a dot or an apostrophe would be a request. */
function line(text: string): string {
  return /^[.']/.test(text) ? `\\&${plain(text)}` : plain(text)
}

function quoted(text: string): string {
  return `"${plain(text).replaceAll('"', '\\(dq')}"`
}

function withoutStop(text: string): string {
  return text.replace(/\.$/, '')
}

function withoutOptions(usage: string): string {
  return usage.replace('[options]', '').trim()
}
