import { realpath } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { checkNames, type Finding, type Verdict } from '../../runtime/agent/doctor/finding.ts'
import type { Situation } from '../../runtime/agent/doctor/situation.ts'
import type { Stations } from '../../runtime/agent/doctor/trees/hops.ts'
import type { PathLook } from '../../runtime/agent/doctor/trees/one-path.ts'
import { hopNames } from '../../runtime/agent/doctor/trees/tell.ts'
import { statsAt } from '../../runtime/local/node/file-stats.ts'
import { UsageError } from '../terminal/errors.ts'
import type { Style, Terminal } from '../terminal/terminal.ts'
import { grouped, visible, wrap } from '../terminal/text.ts'
import { type Locations, placeInDropbox } from './typed/location.ts'
import { type CommonOptions, type Surroundings, verb } from './verb.ts'

/** `dropbox doctor [PATH]`: examines this computer and its sync, or follows one path from the disk to Dropbox. */
export function doctor(surroundings: Surroundings): Command {
  const { terminal, paths, environment, currentFolder } = surroundings
  return verb('doctor', 'Examine this computer and its sync, and say what is wrong')
    .argument('[path]', 'follow one file or folder: on this computer or in Dropbox')
    .option('--thorough', 'read every file, also one that does not seem to have changed')
    .action(
      async (typed: string | undefined, { thorough = false }: { thorough?: boolean }, command: Command) => {
        const { json = false, quiet = false } = command.optsWithGlobals<CommonOptions>()
        const { examineAll, examinePath, openSituation } = await examination()
        await using situation = await openSituation(paths, environment)
        const signal = terminal.interruptible()
        if (typed !== undefined) {
          const place = placeInDropbox(typed, await locationsIn(situation, currentFolder))
          if (place === '')
            throw new UsageError(
              'Name a file or folder in the Dropbox folder, or none to examine everything.',
            )
          const look = await terminal.spin('Following it', (progress) =>
            examinePath(situation, place, { thorough: true, signal, progress }),
          )
          if (isNowhere(look.stations)) refuseOutside(resolve(currentFolder, typed), look)
          if (look.judgement.verdict === 'wrong') surroundings.exitCode = 1
          if (json) terminal.printJson(asJson(place, look))
          else for (const line of linesOf(place, look, terminal.columns)) terminal.print(line)
          return
        }
        const findings = await terminal.spin('Examining', (progress) =>
          examineAll(situation, { thorough, signal, progress }),
        )
        if (findings.some(({ verdict }) => verdict === 'wrong')) surroundings.exitCode = 1
        if (json) return terminal.printJson(summary(findings))
        for (const line of told(findings, terminal, quiet)) terminal.print(line)
        terminal.narrate(closing(findings))
      },
    )
}

/** All that speaks to Dropbox is loaded only for an examination: help, which loads every verb, is to appear at once. */
async function examination() {
  const [{ examineAll }, { examinePath }, { openSituation }] = await Promise.all([
    import('../../runtime/agent/doctor/examine.ts'),
    import('../../runtime/agent/doctor/examine-trees.ts'),
    import('../../runtime/agent/doctor/situation.ts'),
  ])
  return { examineAll, examinePath, openSituation }
}

async function locationsIn(
  { folder, mappings, configuration }: Situation,
  currentFolder: string,
): Promise<Locations> {
  const configured = configuration.folder
  return {
    currentFolder,
    folder: configured,
    realFolder: await realpath(configured).catch(() => folder),
    mappings,
  }
}

const marks: Readonly<Record<Verdict, readonly [text: string, style: Style]>> = {
  ok: ['ok', 'green'],
  warning: ['warning', 'yellow'],
  wrong: ['wrong', ['red', 'bold']],
}

/** The lines that tell what was found; names in them are visible. `quiet` leaves out what is ok. */
export function told(
  findings: readonly Finding[],
  terminal: Pick<Terminal, 'columns' | 'style'>,
  quiet: boolean,
): string[] {
  return checkNames.flatMap((name) =>
    findings
      .filter(({ check, verdict }) => check === name && !(quiet && verdict === 'ok'))
      .flatMap((finding) => [
        ...paragraph(`${mark(finding.verdict, terminal)}${name.padEnd(13)}`, finding.found, terminal.columns),
        ...(finding.advice === undefined
          ? []
          : paragraph(' '.repeat(indent), finding.advice, terminal.columns)),
        ...examples(finding, terminal.columns),
      ]),
  )
}

const indent = 22
/** Below so many columns for text it stands below its heading. */
const narrowest = 36

function mark(verdict: Verdict, terminal: Pick<Terminal, 'style'>): string {
  const [text, style] = marks[verdict]
  return terminal.style(style, text.padEnd(9))
}

/** Text behind a heading, its further lines below its first; below the heading where there is little room beside it. */
function paragraph(heading: string, text: string, columns: number): string[] {
  const margin = ' '.repeat(marginOf(columns))
  const lines = wrap(visible(text), columns - margin.length)
  if (margin.length === indent) return lines.map((line, index) => `${index === 0 ? heading : margin}${line}`)
  return [...(heading.trim() === '' ? [] : [heading.trimEnd()]), ...lines.map((line) => margin + line)]
}

/** Where text begins in a terminal of so many columns. */
function marginOf(columns: number): number {
  return columns - indent < narrowest ? 2 : indent
}

/** The paths that differ, by name. */
function examples({ check, data }: Finding, columns: number): string[] {
  const differences = check === 'trees' && Array.isArray(data['differences']) ? data['differences'] : []
  const more = Number(data['differing'] ?? 0) - differences.length
  const margin = ' '.repeat(marginOf(columns))
  return [
    ...differences.map(
      ({ path, text }: { path: string; text: string }) => `${margin}${visible(`${path}: ${text}`)}`,
    ),
    ...(more > 0 ? [`${margin}and ${grouped(more)} more`] : []),
  ]
}

function closing(findings: readonly Finding[]): string {
  const number = (verdict: Verdict) => findings.filter((finding) => finding.verdict === verdict).length
  const [wrong, warnings] = [number('wrong'), number('warning')]
  if (wrong === 0 && warnings === 0) return 'All is well.'
  const parts = [
    wrong === 0 ? 'Nothing is wrong' : `${wrong} ${wrong === 1 ? 'thing is' : 'things are'} wrong`,
  ]
  if (warnings > 0) parts.push(`${warnings} ${warnings === 1 ? 'thing' : 'things'} to know`)
  return `${parts.join(', ')}.`
}

function summary(findings: readonly Finding[]) {
  const number = (verdict: Verdict) => findings.filter((finding) => finding.verdict === verdict).length
  return {
    ok: number('wrong') === 0,
    wrong: number('wrong'),
    warnings: number('warning'),
    findings: findings.map(({ advice, ...finding }) => ({ ...finding, advice: advice ?? null })),
  }
}

const places = ['disk', 'local', 'synced', 'remote', 'cloud'] as const satisfies readonly (keyof Stations)[]

const placeNames: Readonly<Record<(typeof places)[number], string>> = {
  disk: 'on the disk',
  local: 'seen by the agent on the disk',
  synced: 'synced last',
  remote: 'known of Dropbox',
  cloud: 'in Dropbox',
}

/** The lines that follow one path, for so many columns; names in them are visible. */
export function linesOf(place: string, look: PathLook, columns: number): string[] {
  const { judgement, stations, onDisk, kind, remark } = look
  const known = (name: string, value: string): string[] =>
    columns < widestKnown ? [`  ${name}`, `    ${value}`] : [`  ${name.padEnd(30)} ${value}`]
  return [
    visible(place),
    ...places.flatMap((name) => known(placeNames[name], contentOf(stations[name], kind))),
    ...(onDisk === undefined ? [] : known('its place', visible(onDisk))),
    ...[
      ...judgement.hops.map((hop) => `Differs between ${hopNames[hop]}.`),
      judgement.text,
      ...(remark === undefined ? [] : [remark]),
    ].flatMap((text) => wrap(visible(text), columns)),
  ]
}

/** Columns of a line that tells what is known of a file in one place. */
const widestKnown = 50

function isNowhere(stations: Stations): boolean {
  return places.every((name) => stations[name] === undefined || stations[name] === 'unknown')
}

/** Throws UsageError when what was named is on the computer all the same, where nothing syncs: to call it nothing would be untrue. */
function refuseOutside(path: string, { onDisk }: PathLook): void {
  if (path === onDisk || statsAt(path) === undefined) return
  throw new UsageError(
    `${visible(path)} does not sync: it is neither in your Dropbox folder nor in a linked folder. "dropbox symlink list" shows which are linked.`,
  )
}

function contentOf(content: Stations[keyof Stations], kind: string | undefined): string {
  if (content === undefined) return 'nothing'
  if (content === 'unknown') return 'cannot be told'
  if (content === 'other') return kind ?? 'neither file nor folder'
  return content.kind === 'folder' ? 'folder' : `file ${content.hash.slice(0, 12)}`
}

function asJson(place: string, { judgement, stations, onDisk, kind, remark }: PathLook) {
  const { hops, verdict, why, text } = judgement
  return {
    path: place,
    ...{ verdict, why, text, hops },
    place: onDisk ?? null,
    kind: kind ?? null,
    remark: remark ?? null,
    stations: Object.fromEntries(places.map((name) => [name, jsonOf(stations[name])])),
  }
}

function jsonOf(content: Stations[keyof Stations]) {
  if (content === undefined || typeof content === 'string') return content ?? null
  return content.kind === 'folder' ? { kind: 'folder' } : { kind: 'file', hash: content.hash }
}
