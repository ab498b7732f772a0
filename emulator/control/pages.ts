import { type Context, Hono } from 'hono'
import * as v from 'valibot'
import { allAccounts, createAccount, findAccount, setQuota } from '../accounts/account.ts'
import type { Dropbox } from '../dropbox.ts'
import { ALL_SCOPES, registerApp } from '../oauth/app.ts'
import { expireAccessTokens, revokeAllGrants } from '../oauth/grant.ts'
import { issueToken } from '../oauth/issue-token.ts'
import { defaultConfig } from './config.ts'
import { BadConfig, changeConfig } from './configure.ts'

const NewAccount = v.strictObject({
  givenName: v.optional(v.string()),
  surname: v.optional(v.string()),
  displayName: v.optional(v.string()),
  email: v.optional(v.string()),
  type: v.optional(v.picklist(['basic', 'pro', 'business'])),
  team: v.optional(v.string()),
  quota: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
})
const NewApp = v.strictObject({
  key: v.optional(v.string()),
  secret: v.optional(v.string()),
  name: v.optional(v.string()),
  access: v.optional(v.picklist(['full', 'app_folder'])),
  scopes: v.optional(v.array(v.picklist(ALL_SCOPES))),
  redirectUris: v.optional(v.array(v.string())),
})
const NewToken = v.strictObject({
  account: v.optional(v.string()),
  app: v.optional(v.string()),
  scopes: v.optional(v.array(v.picklist(ALL_SCOPES))),
  expiresIn: v.optional(v.number()),
})
const WhichAccount = v.strictObject({ account: v.optional(v.string()) })

/** What a control request asks for cannot be done; the message is a sentence. */
class BadControl extends Error {}

/** The emulator's own routes under `/emulator/`: what happened, how it shall behave, who is there. */
export function controlPages(dropbox: Dropbox): Hono {
  const { database, chance } = dropbox
  const control = new Hono().basePath('/emulator')

  control.get('/stats', (context) => context.json(dropbox.stats.report()))
  control.post('/stats/reset', (context) => {
    dropbox.stats.reset()
    return context.json(dropbox.stats.report())
  })

  control.get('/config', (context) => context.json(dropbox.config()))
  control.put('/config', async (context) => {
    dropbox.setConfig(changeConfig(dropbox.config(), await bodyOf(context)))
    return context.json(dropbox.config())
  })
  control.post('/config/reset', (context) => {
    dropbox.setConfig(defaultConfig())
    return context.json(dropbox.config())
  })

  control.get('/accounts', (context) => context.json(allAccounts(database)))
  control.post('/accounts', async (context) => {
    const wish = checked(NewAccount, await bodyOf(context))
    if (wish.email !== undefined && findAccount(database, wish.email)) {
      throw new BadControl(`There is an account with the address ${wish.email} already.`)
    }
    return context.json(createAccount(database, chance, wish), 201)
  })
  control.put('/accounts/:name/quota', async (context) => {
    const { quota } = checked(
      v.strictObject({ quota: v.pipe(v.number(), v.minValue(0)) }),
      await bodyOf(context),
    )
    const account = accountNamed(context.req.param('name'))
    setQuota(database, account.id, quota)
    return context.json(accountNamed(account.id))
  })

  control.post('/apps', async (context) =>
    context.json(registerApp(database, chance, checked(NewApp, await bodyOf(context))), 201),
  )

  control.post('/tokens', async (context) => {
    const wish = checked(NewToken, await bodyOf(context))
    const account = wish.account === undefined ? undefined : accountNamed(wish.account).id
    return context.json(issueToken(dropbox, { ...wish, account }), 201)
  })
  control.post('/tokens/expire', async (context) => {
    const { account } = checked(WhichAccount, await bodyOf(context))
    const id = account === undefined ? undefined : accountNamed(account).id
    return context.json({ expired: expireAccessTokens(database, dropbox.now(), id) })
  })
  control.post('/tokens/revoke', async (context) => {
    const { account } = checked(WhichAccount, await bodyOf(context))
    const id = account === undefined ? undefined : accountNamed(account).id
    return context.json({ revoked: revokeAllGrants(database, id) })
  })

  control.post('/cursors/reset', (context) => {
    dropbox.settings.nextCursorEpoch()
    return context.json({})
  })

  control.onError((error, context) => {
    if (error instanceof BadConfig || error instanceof BadControl)
      return context.json({ error: error.message }, 400)
    throw error
  })
  return control

  function accountNamed(name: string) {
    const account = findAccount(database, name)
    if (!account) throw new BadControl(`There is no account "${name}".`)
    return account
  }
}

async function bodyOf(context: Context): Promise<unknown> {
  const text = await context.req.text()
  if (text === '') return {}
  try {
    return JSON.parse(text)
  } catch {
    throw new BadControl('The body is not JSON.')
  }
}

function checked<Schema extends v.GenericSchema>(schema: Schema, value: unknown): v.InferOutput<Schema> {
  const result = v.safeParse(schema, value, { abortEarly: true })
  if (result.success) return result.output
  const issue = result.issues[0]
  throw new BadControl(`"${v.getDotPath(issue) ?? 'body'}" is wrong: ${issue.message}.`)
}
