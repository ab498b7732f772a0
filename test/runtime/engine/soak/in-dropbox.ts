import type { Chance } from '../../../simulation/world/chance.ts'
import type { RemoteSide } from '../remote-side.ts'
import type { Ledger } from './ledger.ts'
import { names } from './names.ts'

/** One thing that somebody does in Dropbox. */
export async function inDropbox(cloud: RemoteSide, ledger: Ledger, chance: Chance): Promise<string> {
  const content = ledger.anew('cloud')
  const everything = Object.entries(await cloud.listing().catch(() => ({ '': '/' })))
  const existing = everything.length === 0 ? undefined : chance.pick(everything)[0]
  const folders = ['', ...everything.filter(([, kind]) => kind === '/').map(([path]) => `/${path}`)]
  const at = `${chance.pick(folders)}/${chance.pick(names)}`
  const kind = chance.pick(['write', 'write', 'edit', 'delete', 'move', 'move', 'folder'])
  const said = (): string => `${kind} ${existing} ${at}`
  try {
    if (kind === 'write') await cloud.write(at, content)
    else if (kind === 'folder') await cloud.folder(at)
    else if (existing === undefined || existing === '' || existing === 'mapped') return 'nothing'
    else if (kind === 'edit') await cloud.write(`/${existing}`, content)
    else if (kind === 'delete') await cloud.delete(`/${existing}`)
    else await cloud.move(`/${existing}`, at)
    if (kind === 'write' || kind === 'edit') ledger.wrote(content)
    return `${content}: ${said()}`
  } catch (error) {
    return `${said()} failed: ${String(error).slice(0, 60)}`
  }
}
