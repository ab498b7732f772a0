import { chmodSync, rmSync } from 'node:fs'
import { createAdaptorServer } from '@hono/node-server'
import { Hono } from 'hono'
import * as v from 'valibot'
import type { BoxPaths } from '../../box/paths.ts'
import { keeps } from '../../core/restored/keep.ts'
import type { Halt } from '../../engine/status.ts'
import type { Control } from '../control.ts'
import { AgentError } from '../errors.ts'
import { failureOf } from '../failure.ts'
import { socketAddress } from './address.ts'

/** What the socket offers: all of `Control` that is a question or an order, and the end of the agent. */
export interface ServedControl extends Omit<Control, 'close' | typeof Symbol.asyncDispose> {
  /** Ends the agent; the answer goes out before that. */
  stop(): void
}

const Rules = v.array(v.object({ path: v.string(), display: v.string(), include: v.boolean() }))
const ChangedRules = v.pipe(v.string(), v.parseJson(), v.object({ rules: Rules, before: Rules }))
const Rate = v.union([v.literal('unlimited'), v.pipe(v.number(), v.finite(), v.minValue(1))])
const Limits = v.pipe(v.string(), v.parseJson(), v.object({ download: Rate, upload: Rate }))
const Folders = v.pipe(v.string(), v.parseJson(), v.array(v.string()))
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
const Choice = v.picklist(keeps)
const Names = v.array(v.object({ path: v.string(), display: v.string(), content: v.string() }))
const AtStake = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ deletedHere: Names, deletedInDropbox: Names, replacedHere: Names, replacedInDropbox: Names }),
)
const Limit = v.pipe(v.string(), v.toNumber(), v.integer(), v.minValue(0), v.maxValue(100_000))

/**
 * Serves a control as HTTP on the agent's socket (0600). The caller holds the lock, so that a socket which is there already was
 * left behind. `unexpected` is told of errors that are not made for people. Throws the system's error when it cannot listen.
 */
export async function serveControl(
  paths: BoxPaths,
  control: ServedControl,
  unexpected: (error: unknown) => void,
): Promise<AsyncDisposable> {
  const server = createAdaptorServer({ fetch: application(paths, control, unexpected).fetch })
  rmSync(paths.socketFile, { force: true })
  const address = socketAddress(paths.socketFile)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(address.path, () => {
      server.off('error', reject)
      resolve()
    })
  })
  // Nobody else gets as far as here before: the folder is this user's alone.
  chmodSync(paths.socketFile, 0o600)
  return {
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      if ('closeAllConnections' in server) server.closeAllConnections()
      await closed
      address.close()
    },
  }
}

function application(paths: BoxPaths, control: ServedControl, unexpected: (error: unknown) => void): Hono {
  const app = new Hono()
  app.get('/report', async (context) => context.json(await control.report()))
  app.get('/problems', async (context) => context.json(await control.problems()))
  app.get('/history', async (context) =>
    context.json(await control.history(checked(Limit, context.req.query('limit')))),
  )
  app.get('/selection', async (context) => context.json(await control.selection()))
  app.get('/remote', async (context) =>
    context.json(await control.remote(checked(v.string(), context.req.query('path')))),
  )
  app.get('/waiting', async (context) => context.json(await control.waiting()))
  app.put('/selection', async (context) => {
    const { rules, before } = checked(ChangedRules, await context.req.text())
    await control.select(rules, before)
    return context.json(null)
  })
  app.put('/bandwidth', async (context) => {
    await control.throttle(checked(Limits, await context.req.text()))
    return context.json(null)
  })
  app.post('/rescan', async (context) => {
    await control.rescan()
    return context.json(null)
  })
  app.post('/approve', async (context) => {
    await control.approve(checked(Shown, await context.req.text()))
    return context.json(null)
  })
  app.post('/trees', async (context) =>
    context.json(await control.trees(checked(Folders, await context.req.text()))),
  )
  app.get('/trash', async (context) => context.json(await control.trash()))
  app.post('/trash/restore', async (context) => {
    const { to, ...wanted } = checked(Restoring, await context.req.text())
    return context.json(await control.restore({ ...wanted, to }))
  })
  app.post('/trash/empty', async (context) =>
    context.json(await control.emptyTrash(checked(Emptying, await context.req.text()).before)),
  )
  app.get('/restored', async (context) => context.json((await control.restored()) ?? null))
  app.post('/restored/:keep', async (context) => {
    const shown = checked(AtStake, await context.req.text())
    await control.keep(checked(Choice, context.req.param('keep')), shown)
    return context.json(null)
  })
  app.post('/stop', (context) => {
    setImmediate(() => control.stop())
    return context.json(null)
  })
  app.notFound((context) =>
    context.json(
      failureOf(new AgentError('bad-request', 'This agent is of another version. Restart it.'), ''),
      404,
    ),
  )
  app.onError((error, context) => {
    const failure = failureOf(error, paths.logFile)
    if (failure.code === 'failed') unexpected(error)
    return context.json(failure, 500)
  })
  return app
}

function checked<Schema extends v.GenericSchema>(schema: Schema, value: unknown): v.InferOutput<Schema> {
  const result = v.safeParse(schema, value)
  if (result.success) return result.output
  throw new AgentError('bad-request', `The request cannot be understood: ${result.issues[0].message}.`)
}
