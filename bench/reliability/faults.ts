import { httpPairs, runHttpTable } from '../../test/runtime/cloud/fault-table/fault-table.ts'
import { startFaultedDropbox } from '../../test/runtime/cloud/fault-table/faulted-dropbox.ts'
import { runLasting, runMatrix } from '../../test/simulation/faults/matrix.ts'
import { type Strike, tour } from '../../test/simulation/faults/tour.ts'
import { record } from '../record.ts'
import { inPieces, readSettings } from './pieces.ts'

/**
 * `npm run reliability:faults -- [--first SEED] [--count TIMES] [--minutes M] [--workers W]`: sends every kind of fault to every call site of the engine
 * TIMES times, then lets every one last once, and meets every route of the client with every kind of HTTP fault. Keeps the result in
 * bench/results/faults.jsonl; exit code 1 on any violation. `--strikes JSON` with `--first SEED` tells what these faults come to in one tour;
 * `--parts engine,lasting,http` does some of it alone.
 */
const settings = readSettings({ first: 1, count: 1 }, ['strikes', 'parts'])
const given = settings.others['strikes']
const parts = new Set((settings.others['parts'] ?? 'engine,lasting,http').split(','))
const lastingPieces = 20
const toursPerPiece = 2_000

if (given !== undefined) await tellOne(JSON.parse(given) as readonly Strike[])
else await runAll()

type Piece =
  | ({ readonly part: 'engine' } & Awaited<ReturnType<typeof runMatrix>>)
  | ({ readonly part: 'lasting' } & Awaited<ReturnType<typeof runLasting>>)
  | ({ readonly part: 'http' } & Awaited<ReturnType<typeof runHttpTable>>)

async function runAll(): Promise<void> {
  const began = performance.now()
  const going = (): boolean => performance.now() - began < settings.minutes * 60_000
  const times = settings.count
  const work = async (piece: number): Promise<Piece> => {
    // Piece 0 meets HTTP, the next ones let faults last, and each one after that meets every pair of the engine once more.
    if (piece === 0) {
      const dropbox = await startFaultedDropbox()
      const table = await runHttpTable(dropbox, httpPairs(), piece)
      await dropbox.close()
      return { part: 'http', ...table }
    }
    if (piece <= lastingPieces) {
      const lasting = { seed: settings.first, first: piece - 1, step: lastingPieces, looks: 2, going }
      return { part: 'lasting', ...(await runLasting(lasting)) }
    }
    const firstSeed = settings.first + (piece - lastingPieces - 1) * toursPerPiece
    const matrix = {
      firstSeed,
      times: 1,
      mostTours: 150,
      perTour: 45,
      looks: 2,
      going,
      until: 'usual sites',
    } as const
    return { part: 'engine', ...(await runMatrix(matrix)) }
  }
  const partOf = (piece: number): Piece['part'] =>
    piece === 0 ? 'http' : piece <= lastingPieces ? 'lasting' : 'engine'
  const pieces = [...Array(1 + lastingPieces + times).keys()].filter((piece) => parts.has(partOf(piece)))
  const results = await inPieces(
    import.meta.filename,
    { ...settings, first: 0, count: pieces.length },
    (index) => work(pieces[index] ?? 0),
    ({ part, violations }) => {
      for (const violation of violations) print(`${part}: ${violation}`)
    },
  )
  const of = <Part extends Piece['part']>(part: Part): Extract<Piece, { part: Part }>[] =>
    results.filter((result): result is Extract<Piece, { part: Part }> => result.part === part)
  const engine = of('engine')
  const least = Math.min(...engine.map((result) => result.least))
  const violations = results.reduce((sum, result) => sum + result.violations.length, 0)
  print(
    record('faults', {
      first: settings.first,
      workers: settings.workers,
      seconds: Math.round((performance.now() - began) / 1000),
      engine: {
        rounds: engine.length,
        sites: engine[0]?.sites,
        kinds: engine[0]?.kinds,
        pairs: engine[0]?.pairs,
        tours: engine.reduce((sum, { tours }) => sum + tours, 0),
        hits: engine.reduce((sum, { hits }) => sum + hits, 0),
        // In every round each pair was met so often at least; pairs that were not met in a round:
        leastPerRound: Number.isFinite(least) ? least : undefined,
        missed: engine.reduce((sum, { missing }) => sum + missing.length, 0),
      },
      lasting: of('lasting').reduce((sum, { tours }) => sum + tours, 0),
      http: of('http').map(({ pairs, hits, ends }) => ({ pairs, hits, ends }))[0],
      violations,
    }),
  )
  process.exit(violations === 0 ? 0 : 1)
}

async function tellOne(strikes: readonly Strike[]): Promise<void> {
  const { violations, lines } = await tour(settings.first, strikes, { looks: 2, tell: true })
  for (const line of [...lines, ...violations]) print(line)
  process.exit(violations.length === 0 ? 0 : 1)
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
