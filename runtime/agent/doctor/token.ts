import { CloudSetupError } from '../../cloud/setup-error.ts'
import type { LinkExamined } from '../../cloud/sign-in/examine-link.ts'
import type { LinkedWith } from '../../cloud/sign-in/find-credentials.ts'
import { scopes as wanted } from '../../cloud/sign-in/scopes.ts'
import { CloudError } from '../../ports/cloud.ts'
import { type Finding, reasonOf, trouble, well } from './finding.ts'

export interface TokenPorts {
  /** What the box is linked with. Throws CloudSetupError. */
  readonly find: () => Promise<LinkedWith | undefined>
  /** The credentials file, absolute, and its permission bits and owner; undefined when there is none. */
  readonly file: string
  readonly permissions: () => Promise<{ readonly mode: number; readonly owner: number } | undefined>
  /** This user. */
  readonly user: number
  /** Asks Dropbox; undefined where it is not to be asked, since it cannot be reached. Throws CloudError. */
  readonly ask: ((found: LinkedWith) => Promise<LinkExamined>) | undefined
  /** ms since 1970. */
  readonly now: () => number
}

/** Whether the box is linked, with what, whether nobody else can read it, and whether Dropbox accepts it. Shows no token. */
export async function checkToken(ports: TokenPorts): Promise<Finding[]> {
  const { find, file, permissions, user, ask, now } = ports
  let found: LinkedWith | undefined
  try {
    found = await find()
  } catch (error) {
    if (!(error instanceof CloudSetupError)) throw error
    return [
      trouble('token', 'wrong', error.message, 'Put that right, or run "dropbox_init".', {
        code: error.code,
      }),
    ]
  }
  if (found === undefined)
    return [
      trouble('token', 'wrong', 'This computer is not linked to a Dropbox account.', 'Run "dropbox_init".', {
        linked: false,
      }),
    ]
  const { credentials, source } = found
  const data = { linked: true, source, kind: credentials.kind }
  const findings: Finding[] =
    source === 'environment'
      ? [
          well(
            'token',
            'The link comes from the environment (DROPBOX_REFRESH_TOKEN or DROPBOX_ACCESS_TOKEN).',
            data,
          ),
        ]
      : [await privacy(file, permissions, user)]
  if (credentials.kind === 'temporary')
    findings.push(
      trouble(
        'token',
        'warning',
        `The link is an access token alone, which ${endOf(credentials.access.expiresAt, now())}.`,
        'Link with "dropbox_init", which lasts.',
        { ...data, expiresAt: credentials.access.expiresAt },
      ),
    )
  if (ask === undefined)
    findings.push(
      trouble(
        'token',
        'warning',
        'Whether Dropbox accepts the link was not asked: it cannot be reached.',
        undefined,
        data,
      ),
    )
  else findings.push(await acceptance(await attempt(() => ask(found)), data, now()))
  return findings
}

async function privacy(file: string, permissions: TokenPorts['permissions'], user: number): Promise<Finding> {
  const stats = await permissions()
  if (stats === undefined) return well('token', `The link is in ${file}.`, { file })
  const { mode, owner } = stats
  const data = { file, mode: mode.toString(8), owner }
  const found = `${file} has the permissions ${mode.toString(8).padStart(4, '0')}`
  if (owner === 0 && user !== 0 && (mode & 0o022) === 0)
    return trouble(
      'token',
      'warning',
      `${found} and belongs to root: a secret that was mounted for this computer. Who else on it can read it is not for you to change.`,
      undefined,
      { ...data, mounted: true },
    )
  if (owner !== user && user !== 0)
    return trouble(
      'token',
      'wrong',
      `${file} belongs to another user (${owner}).`,
      `Make it yours: chown ${user} ${file}`,
      data,
    )
  if ((mode & 0o077) !== 0)
    return trouble('token', 'wrong', `${found}: other users can use your Dropbox.`, `chmod 600 ${file}`, data)
  return well('token', `${found}: nobody else can read it.`, data)
}

type Attempt = { readonly answer: LinkExamined } | { readonly error: unknown }

async function attempt(work: () => Promise<LinkExamined>): Promise<Attempt> {
  try {
    return { answer: await work() }
  } catch (error) {
    return { error }
  }
}

async function acceptance(asked: Attempt, data: Finding['data'], now: number): Promise<Finding> {
  if ('answer' in asked) {
    const { account, scopes, expiresAt } = asked.answer
    const missing = scopes === undefined ? [] : wanted.filter((scope) => !scopes.includes(scope))
    const all = {
      ...data,
      account: account.email,
      scopes: scopes ?? null,
      missing,
      expiresAt: expiresAt ?? null,
    }
    if (missing.length > 0)
      return trouble(
        'token',
        'wrong',
        `The link of ${account.email} lacks permissions: ${missing.join(', ')}.`,
        'Tick them in the app\'s tab "Permissions" at https://www.dropbox.com/developers/apps, then run "dropbox_init".',
        all,
      )
    const end =
      expiresAt === undefined ? '' : `; the access token ${endOf(expiresAt, now)} and is renewed by itself`
    return well(
      'token',
      `Dropbox accepts the link of ${account.email}${data['kind'] === 'temporary' ? '' : end}.`,
      all,
    )
  }
  const { error } = asked
  if (!(error instanceof CloudError)) throw error
  const all = { ...data, code: error.code }
  if (error.code === 'unlinked')
    return trouble(
      'token',
      'wrong',
      'Dropbox no longer accepts the link of this computer.',
      'Run "dropbox_init" to link it again.',
      all,
    )
  if (error.code === 'app-refused')
    return trouble(
      'token',
      'wrong',
      `${reasonOf(error)}.`,
      'Check the app at https://www.dropbox.com/developers/apps, then run "dropbox_init".',
      all,
    )
  return trouble(
    'token',
    'warning',
    `Dropbox could not be asked about the link: ${reasonOf(error)}.`,
    'Try again later.',
    all,
  )
}

function endOf(expiresAt: number | undefined, now: number): string {
  if (expiresAt === undefined) return 'ends at an unknown time'
  const minutes = Math.round((expiresAt - now) / 60_000)
  if (minutes <= 0) return 'has ended'
  return minutes < 120 ? `ends in ${minutes} min` : `ends in ${Math.round(minutes / 60)} h`
}
