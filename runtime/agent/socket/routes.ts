import * as v from 'valibot'
import { hookEvents } from '../../box/configuration/settings.ts'
import { ProxyChoiceShape } from '../../cloud/proxy/proxy-file.ts'
import { newFoldersPolicies } from '../../core/new-folders.ts'
import { keeps } from '../../core/restored/keep.ts'
import type { Halt } from '../../engine/status.ts'
import { keepsOfPair } from '../conflicts/pair.ts'
import type { Control } from '../control.ts'
import { AgentError } from '../errors.ts'

/** What the socket offers: all of `Control` that is a question or an order, and the end of the agent. */
export interface ServedControl extends Omit<Control, 'close' | typeof Symbol.asyncDispose> {
  /** Ends the agent; the answer goes out before that. */
  stop(): void
}

/** What came with a request. */
export interface Asked {
  readonly query: URLSearchParams
  readonly body: string
}

/** Answers one kind of request with what becomes JSON. Throws AgentError `bad-request` where it cannot be understood. */
export type Route = (asked: Asked) => Promise<unknown>

const Rules = v.array(v.object({ path: v.string(), display: v.string(), include: v.boolean() }))
const ChangedRules = v.pipe(v.string(), v.parseJson(), v.object({ rules: Rules, before: Rules }))
const Policy = v.pipe(v.string(), v.parseJson(), v.object({ policy: v.picklist(newFoldersPolicies) }))
const Rate = v.union([v.literal('unlimited'), v.pipe(v.number(), v.finite(), v.minValue(1))])
const Limits = v.pipe(v.string(), v.parseJson(), v.object({ download: Rate, upload: Rate }))
const Folders = v.pipe(v.string(), v.parseJson(), v.array(v.string()))
const Hooks = v.pipe(
  v.string(),
  v.parseJson(),
  v.array(v.object({ exec: v.string(), on: v.array(v.picklist(hookEvents)) })),
)
const Pausing = v.pipe(v.string(), v.parseJson(), v.object({ until: v.optional(v.number()) }))
const LeftAsked = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    look: v.pipe(v.number(), v.integer()),
    paths: v.array(v.string()),
    most: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_000)),
  }),
)
const Paths = Folders
const ChosenProxy = v.pipe(v.string(), v.parseJson(), ProxyChoiceShape)
const Restoring = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ path: v.string(), all: v.boolean(), to: v.optional(v.string()) }),
)
const Emptying = v.pipe(v.string(), v.parseJson(), v.object({ before: v.optional(v.number()) }))
const Shown = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    halts: v.array(v.custom<Halt>((halt) => typeof halt === 'object' && halt !== null && 'reason' in halt)),
    deletions: v.array(v.object({ side: v.picklist(['local', 'remote']), paths: v.array(v.string()) })),
    additions: v.array(v.string()),
  }),
)
const Pair = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ path: v.string(), copy: v.string(), original: v.optional(v.string()) }),
)
const Names = v.array(v.object({ path: v.string(), display: v.string(), content: v.string() }))
const AtStake = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ deletedHere: Names, deletedInDropbox: Names, replacedHere: Names, replacedInDropbox: Names }),
)
const After = v.pipe(v.string(), v.toNumber(), v.integer(), v.minValue(0))
const Limit = v.pipe(v.string(), v.toNumber(), v.integer(), v.minValue(0), v.maxValue(100_000))

/** What is answered, by method and path as in `GET /report`. */
export function routesOf(control: ServedControl): ReadonlyMap<string, Route> {
  const order =
    (give: (asked: Asked) => Promise<void>): Route =>
    async (asked) => {
      await give(asked)
      return null
    }
  return new Map<string, Route>([
    ['GET /report', () => control.report()],
    ['GET /problems', () => control.problems()],
    [
      'GET /history',
      async ({ query }) =>
        control.history(
          checked(Limit, inQuery(query, 'limit')),
          checked(After, inQuery(query, 'after') ?? '0'),
        ),
    ],
    ['GET /activity', async ({ query }) => control.activity(checked(Limit, inQuery(query, 'most')))],
    ['GET /selection', () => control.selection()],
    ['GET /remote', async ({ query }) => control.remote(checked(v.string(), inQuery(query, 'path')))],
    [
      'GET /choices',
      async ({ query }) =>
        control.choices({
          folder: checked(v.string(), inQuery(query, 'folder')),
          depth: checked(Limit, inQuery(query, 'depth')),
        }),
    ],
    ['PUT /new-folders', order(async ({ body }) => control.newFolders(checked(Policy, body).policy))],
    ['GET /waiting', () => control.waiting()],
    [
      'PUT /selection',
      order(async ({ body }) => {
        const { rules, before } = checked(ChangedRules, body)
        await control.select(rules, before)
      }),
    ],
    ['PUT /hooks', order(async ({ body }) => control.notify(checked(Hooks, body)))],
    ['PUT /bandwidth', order(async ({ body }) => control.throttle(checked(Limits, body)))],
    ['POST /pause', order(async ({ body }) => control.pause(checked(Pausing, body).until))],
    ['POST /resume', () => control.resume()],
    ['PUT /proxy', order(async ({ body }) => control.proxy(checked(ChosenProxy, body)))],
    ['POST /rescan', order(() => control.rescan())],
    ['POST /look', () => control.look()],
    [
      'POST /left',
      async ({ body }) => {
        const { look, paths, most } = checked(LeftAsked, body)
        return control.left(look, paths, most)
      },
    ],
    ['POST /approve', order(async ({ body }) => control.approve(checked(Shown, body)))],
    ['POST /trees', async ({ body }) => control.trees(checked(Folders, body))],
    ['POST /file-statuses', async ({ body }) => control.fileStatuses(checked(Paths, body))],
    ['GET /trash', () => control.trash()],
    [
      'POST /trash/restore',
      async ({ body }) => {
        const { to, ...wanted } = checked(Restoring, body)
        return control.restore({ ...wanted, to })
      },
    ],
    ['POST /trash/empty', async ({ body }) => control.emptyTrash(checked(Emptying, body).before)],
    ['GET /conflicts', async ({ query }) => control.conflicts(inQuery(query, 'show') === 'true')],
    ...keepsOfPair.map((keep): [string, Route] => [
      `POST /conflicts/${keep}`,
      async ({ body }) => {
        const { path, copy, original } = checked(Pair, body)
        return control.resolve(keep, { path, copy, original })
      },
    ]),
    ['GET /restored', async () => (await control.restored()) ?? null],
    ...keeps.map((keep): [string, Route] => [
      `POST /restored/${keep}`,
      order(async ({ body }) => control.keep(keep, checked(AtStake, body))),
    ]),
    [
      'POST /stop',
      order(async () => {
        setImmediate(() => control.stop())
      }),
    ],
  ])
}

function inQuery(query: URLSearchParams, name: string): string | undefined {
  return query.get(name) ?? undefined
}

function checked<Schema extends v.GenericSchema>(schema: Schema, value: unknown): v.InferOutput<Schema> {
  const result = v.safeParse(schema, value)
  if (result.success) return result.output
  throw new AgentError('bad-request', `The request cannot be understood: ${result.issues[0].message}.`)
}
