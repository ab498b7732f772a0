import { readFileSync } from 'node:fs'
import { Command, CommanderError, InvalidArgumentError } from 'commander'
import { type Emulator, startEmulator } from './server.ts'
import { packageVersion } from './version.ts'

interface Flags {
  port: number
  data: string
  host: string
  tlsCert?: string
  tlsKey?: string
  seed?: number
  verbose: boolean
}

/** Where the program writes. */
export interface Output {
  print(text: string): void
  warn(text: string): void
}

/**
 * Starts the emulator that a command line asks for, and says where it listens. Gives the exit code when none is to run: it was asked for help, or could
 * not start, which one sentence explains.
 */
export async function runCommand(words: readonly string[], output: Output): Promise<Emulator | number> {
  const command = describe()
    .exitOverride()
    .configureOutput({ writeOut: (text) => output.print(text), writeErr: (text) => output.warn(text) })
  try {
    command.parse(words, { from: 'user' })
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode
    throw error
  }
  return start(command.opts<Flags>(), output)
}

async function start(flags: Flags, { print, warn }: Output): Promise<Emulator | number> {
  try {
    const emulator = await startEmulator({
      dataFolder: flags.data,
      port: flags.port,
      host: flags.host,
      tls: readTls(flags),
      seed: flags.seed,
      log: flags.verbose ? (line) => warn(`${line}\n`) : undefined,
    })
    print(`Dropbox emulator listening on ${emulator.url}\n`)
    return emulator
  } catch (error) {
    warn(`${explain(error, flags)}\n`)
    if (flags.verbose && error instanceof Error) warn(`${error.stack}\n`)
    return 1
  }
}

function describe(): Command {
  return new Command('dropbox-emulator')
    .description('A Dropbox to develop against: API v2, OAuth and files on your own disk.')
    .option('--port <number>', 'the port to listen on; 0 takes any free one', readPort, 0)
    .option('--data <folder>', 'where files and state are kept', readWord, './dropbox-emulator-data')
    .option(
      '--host <address>',
      'the address to listen on; others than loopback let other machines in',
      readWord,
      '127.0.0.1',
    )
    .option('--tls-cert <file>', 'certificate (PEM): listen by https')
    .option('--tls-key <file>', 'private key (PEM) of the certificate')
    .option('--seed <number>', 'make random behaviour repeat', readNumber)
    .option('--verbose', 'tell each request on standard error', false)
    .version(packageVersion())
    .allowExcessArguments(false)
}

/** A mistake in the flags that only shows when they are used. */
class BadFlag extends Error {}

function readTls(flags: Flags): { cert: string; key: string } | undefined {
  if (flags.tlsCert === undefined && flags.tlsKey === undefined) return undefined
  if (flags.tlsCert === undefined || flags.tlsKey === undefined) {
    throw new BadFlag('--tls-cert and --tls-key belong together: give both or neither.')
  }
  return { cert: readPem(flags.tlsCert, 'CERTIFICATE'), key: readPem(flags.tlsKey, 'PRIVATE KEY') }
}

function readPem(path: string, kind: string): string {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw new BadFlag(`Cannot read ${path}: ${codeOf(error)}.`, { cause: error })
  }
  if (!new RegExp(`-----BEGIN [A-Z ]*${kind}-----`).test(text))
    throw new BadFlag(`${path} holds no ${kind} in PEM form.`)
  return text
}

function readPort(text: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new InvalidArgumentError('A port is a number from 0 to 65535.')
  return port
}

/** A flag set from an empty variable would otherwise mean the current folder, or every address of the machine. */
function readWord(text: string): string {
  if (text === '') throw new InvalidArgumentError('It must not be empty.')
  return text
}

function readNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('A seed is a whole number.')
  return Number(text)
}

/** One sentence on why the emulator could not start, and what to do. */
function explain(error: unknown, flags: Flags): string {
  if (error instanceof BadFlag) return error.message
  const code = codeOf(error)
  const message = error instanceof Error ? error.message : String(error)
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${flags.port} on ${flags.host} is in use: stop what listens there, or choose another with --port (0 takes any free one).`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `Cannot listen on ${flags.host}: this machine has no such address.`
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOENT':
      return message.includes('listen')
        ? `Not allowed to listen on port ${flags.port}: choose one above 1023 with --port.`
        : `Cannot write to ${flags.data}: choose another folder with --data.`
    case 'ENOTDIR':
    case 'EEXIST':
      return `${flags.data} is not a folder: choose another with --data.`
    case 'ENOSPC':
      return `No space left for ${flags.data}.`
  }
  if (message.includes('database is locked')) {
    return `${flags.data} is in use by another emulator: stop it, or choose another folder with --data.`
  }
  if (message.includes('unable to open database') || message.includes('readonly')) {
    return `Cannot write to ${flags.data}: choose another folder with --data.`
  }
  if (message.includes('not a database') || message.includes('malformed')) {
    return `${flags.data} does not hold what an emulator kept: choose another folder with --data.`
  }
  if (code.startsWith('ERR_OSSL') || message.includes('PEM')) {
    return `The certificate and key cannot be used: ${message}.`
  }
  return `The emulator cannot start: ${message}.`
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
