import { chmod, mkdir, readFile, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import * as v from 'valibot'
import { writeFileDurably } from '../../box/durable-file.ts'
import { asBoxError } from '../../box/errors.ts'
import type { Environment } from '../connection/proxy.ts'
import { CloudSetupError } from '../setup-error.ts'
import { type ProxyChoice, proxiedEnvironment, proxyTypes } from './choice.ts'

const text = v.pipe(v.string(), v.regex(/^[^\s\p{Cc}]{1,255}$/u))
const Port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535))

/** What a choice of a proxy looks like, in its file and between the agent and its commands. */
export const ProxyChoiceShape = v.variant('mode', [
  v.strictObject({ mode: v.literal('none') }),
  v.strictObject({ mode: v.literal('auto') }),
  v.strictObject({
    mode: v.literal('manual'),
    type: v.picklist(proxyTypes),
    host: v.pipe(text, v.regex(/^[^/@?#\\]+$/)),
    port: Port,
    username: v.optional(v.pipe(v.string(), v.regex(/^[^:\p{Cc}]{1,255}$/u))),
    password: v.optional(v.pipe(v.string(), v.regex(/^\P{Cc}{1,255}$/u))),
  }),
])

/** What was chosen; `auto` where nothing was. A file that others may read is made private. Throws CloudSetupError 'proxy-unusable'. */
export async function readProxyChoice(file: string): Promise<ProxyChoice> {
  let content: string
  try {
    if (((await stat(file)).mode & 0o077) !== 0) await chmod(file, 0o600)
    content = await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return { mode: 'auto' }
    throw unusable(file, error)
  }
  const { success, output } = v.safeParse(v.pipe(v.string(), v.parseJson(), ProxyChoiceShape), content)
  // What the parser says may repeat what the file holds.
  if (!success) throw unusable(file, undefined)
  return output
}

/** Keeps a choice, in one durable step, mode 0600. Throws BoxError. */
export async function writeProxyChoice(file: string, choice: ProxyChoice): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 })
    await writeFileDurably(file, `${JSON.stringify(choice, null, 2)}\n`, 0o600)
  } catch (error) {
    throw asBoxError(error, file)
  }
}

/** The environment by which connections are to be made (see `proxiedEnvironment`). Throws CloudSetupError 'proxy-unusable'. */
export async function connectionEnvironment(
  proxyFile: string,
  environment: Environment,
): Promise<Environment> {
  return proxiedEnvironment(environment, await readProxyChoice(proxyFile))
}

function unusable(file: string, cause: unknown): CloudSetupError {
  return new CloudSetupError(
    'proxy-unusable',
    `${file} does not say how to reach Dropbox. Set it again with "dropbox proxy".`,
    { cause, data: { file } },
  )
}
