import type { Command } from 'commander'
import { openControl } from '../../runtime/agent/client.ts'
import { isRunning } from '../../runtime/agent/running.ts'
import type { ProxyChoice } from '../../runtime/cloud/proxy/choice.ts'
import { proxyChoiceOf } from '../../runtime/cloud/proxy/choice-of-words.ts'
import { readProxyChoice, writeProxyChoice } from '../../runtime/cloud/proxy/proxy-file.ts'
import { askPassword } from '../terminal/ask-password.ts'
import { UsageError } from '../terminal/errors.ts'
import { visible } from '../terminal/text.ts'
import { type CommonOptions, type Surroundings, verb } from './verb.ts'

/** `dropbox proxy [MODE [TYPE HOST PORT [USERNAME PASSWORD]]]`: how Dropbox is reached, as in Dropbox's own `dropbox.py`. */
export function proxy({ terminal, paths }: Surroundings): Command {
  return verb('proxy', 'Reach Dropbox through a proxy')
    .usage('[MODE] [TYPE HOST PORT]')
    .argument('[mode]', 'none, auto (what the environment says), or manual')
    .argument('[type]', 'http, socks4 or socks5')
    .argument('[host]', "the proxy's name or address")
    .argument('[port]', 'its port')
    .argument('[username]', 'who asks')
    .argument('[password]', 'or "-": it is asked for, or the first line of standard input')
    .action(async (...given: [...(string | undefined)[], unknown, Command]): Promise<void> => {
      const command = given.at(-1) as Command
      const words = given.slice(0, 6) as (string | undefined)[]
      const { json } = command.optsWithGlobals<CommonOptions>()
      if (words[0] === undefined) {
        const choice = await readProxyChoice(paths.proxyFile)
        if (json) terminal.printJson(shown(choice))
        else terminal.print(lineOf(choice))
        return
      }
      const choice = await choiceIn(words, json)
      await writeProxyChoice(paths.proxyFile, choice)
      if (await isRunning(paths)) {
        await using control = await openControl(paths)
        await control.proxy(choice)
      }
      if (json) terminal.printJson(shown(choice))
      else terminal.narrate('set')
    })

  async function choiceIn(
    [mode, type, host, port, username, password]: readonly (string | undefined)[],
    json: boolean | undefined,
  ) {
    if (mode?.toLowerCase() === 'manual' && username !== undefined && password === undefined)
      throw new UsageError('A password is missing: give "-" for it, and you are asked.')
    const choice = proxyChoiceOf({
      ...{ mode, type, host, port, username },
      password:
        password === '-' ? await askPassword(terminal, { message: 'Password of the proxy', json }) : password,
    })
    if (typeof choice === 'string') throw new UsageError(`${choice} See "dropbox help proxy".`)
    return choice
  }
}

/** All but the password, of which only is told whether there is one. */
function shown(choice: ProxyChoice) {
  if (choice.mode !== 'manual') return choice
  const { password, username, ...others } = choice
  return { ...others, username: username ?? null, password: password !== undefined }
}

function lineOf(choice: ProxyChoice): string {
  if (choice.mode !== 'manual') return choice.mode
  const { mode, type, host, port, username, password } = choice
  const who =
    username === undefined ? '' : ` ${visible(username)}${password === undefined ? '' : ' (with a password)'}`
  return `${mode} ${type} ${visible(host)} ${port}${who}`
}
