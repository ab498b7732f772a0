import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Account, BenchDropbox } from '../../stage/dropbox.ts'
import { writeLargeFile } from '../../stage/large-file.ts'
import { type Measured, measure } from '../../stage/measure.ts'
import { runMeasured } from '../../stage/program.ts'
import { largeFileName, largeFileSettings, type Mover, verifyLargeFile } from './mover.ts'

const run = promisify(execFile)

/** What a body may hold at most is 150 MB (files/upload_session/append_v2); pieces of a concurrent session are multiples of 4 MiB. */
const pieceBytes = 128 * 1024 ** 2

interface Transfer {
  readonly dropbox: BenchDropbox
  readonly account: Account
  /** On the disk. */
  readonly file: string
  /** In Dropbox, with a slash. */
  readonly path: string
}

/** Neither looks for changes nor checks what came. */
export const byCurl: Mover = {
  name: 'curl',
  how: '',
  async up(_, dropbox, { account, bytes, seed }) {
    const file = placeFor(dropbox)
    await writeLargeFile(file, bytes, seed)
    const measured = await curlUp({ dropbox, account, file, path: `/${largeFileName}` })
    await verifyLargeFile(account, file)
    return measured
  },
  async down(_, dropbox, { account }) {
    const file = placeFor(dropbox)
    const measured = await curlDown({ dropbox, account, file, path: `/${largeFileName}` })
    await verifyLargeFile(account, file)
    return measured
  },
}

function placeFor({ folder }: BenchDropbox): string {
  return join(mkdtempSync(join(folder, 'curl-')), largeFileName)
}

/**
 * Sends a file by curl in as few bodies as the API allows, four at once, which is quicker than one after the other. Cut up before, so that
 * the clock sees nothing but curl; session and commit are calls that it makes as well.
 */
async function curlUp({ dropbox, account, file, path }: Transfer): Promise<Measured> {
  const folder = mkdtempSync(join(dropbox.folder, 'pieces-'))
  try {
    await run('split', ['-b', String(pieceBytes), '-a', '4', file, join(folder, 'piece-')])
    const pieces = readdirSync(folder).sort()
    const session = await account.user.call('upload_session/start_batch', {
      num_sessions: 1,
      session_type: 'concurrent',
    })
    const [session_id] = (session?.['session_ids'] ?? []) as readonly string[]
    const { size } = statSync(file)
    const transfers = pieces.map((piece, index) => [
      ...callOf(dropbox, account, 'upload_session/append_v2', {
        cursor: { session_id, offset: index * pieceBytes },
        close: index === pieces.length - 1,
      }),
      ...['-H', 'Content-Type: application/octet-stream', '-H', 'Expect:', '-X', 'POST'],
      ...['-T', join(folder, piece)],
    ])
    const commit = { cursor: { session_id, offset: size }, commit: { path } }
    const finish = [
      ...callOf(dropbox, account, 'upload_session/finish', commit),
      ...['-H', 'Content-Type: application/octet-stream', '-X', 'POST', '--data', ''],
    ]
    return await measure(dropbox, largeFileSettings, async () => {
      // The piece that closes the session must be the last to arrive.
      const [last = []] = transfers.slice(-1)
      const first = transfers.slice(0, -1)
      const spent = [
        ...(first.length > 0
          ? [await curl(dropbox, [...['-Z', '--parallel-max', '4'], ...joined(first)])]
          : []),
        await curl(dropbox, joined([last, finish])),
      ]
      return {
        cpuSeconds: spent.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0),
        peakMemory: Math.max(...spent.map(({ peakMemory }) => peakMemory)),
      }
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Fetches a file by curl in one request. */
function curlDown({ dropbox, account, file, path }: Transfer): Promise<Measured> {
  return measure(dropbox, largeFileSettings, () =>
    curl(dropbox, [...callOf(dropbox, account, 'download', { path }), '-X', 'POST', '-o', file]),
  )
}

function callOf(dropbox: BenchDropbox, account: Account, route: string, argument: unknown): string[] {
  return [
    ...['-H', `Authorization: Bearer ${account.accessToken}`],
    ...['-H', `Dropbox-API-Arg: ${JSON.stringify(argument)}`],
    `${dropbox.url}/2/files/${route}`,
  ]
}

/** Options hold for one transfer: `--next` begins another. */
function joined(transfers: readonly (readonly string[])[]): string[] {
  return transfers.flatMap((words, index) => [
    ...(index === 0 ? [] : ['--next']),
    ...['-sS', '--fail', '-o', '/dev/null'],
    ...words,
  ])
}

function curl(dropbox: BenchDropbox, words: readonly string[]) {
  return runMeasured(['curl', '-sS', '--fail', ...words], {
    folder: dropbox.folder,
    environment: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', CURL_CA_BUNDLE: dropbox.authority },
  })
}
