import { ignoreFileName } from '../../../runtime/core/ignore/ignore-rules.ts'
import { keyOf } from '../../../runtime/core/path.ts'
import type { SimulatedDropbox } from '../cloud/simulated-dropbox.ts'
import type { SimulatedDisk } from '../disk/disk.ts'
import { folder, type WorldBox } from './box.ts'
import type { Oracle } from './oracle.ts'

/**
 * What a person does at the end about all that the agent asks a person to do something about: gives everything a name that can sync, removes
 * links that cannot be followed, and lifts the ignore rules. Gives whether there was anything to do.
 */
export function tidy(box: WorldBox, dropbox: SimulatedDropbox, oracle: Oracle): boolean {
  const { hands } = box.disk
  if (hands.stats(folder)?.kind !== 'folder') return false
  let tidied = false
  const refused = new Set(
    box.engine?.problems().flatMap(({ path, why }) => (isAboutLink(why.reason) ? [keyOf(path)] : [])),
  )
  for (const { name } of linksOf(box.disk)) {
    const key = keyOf(`/${name}`)
    const isFile = dropbox.tree().some((item) => item.key === key && item.content !== undefined)
    if (!refused.has(key) && !isFile) continue
    hands.remove(`${folder}/${name}`)
    tidied = true
  }
  for (const root of [folder, ...linksOf(box.disk).map(({ target }) => target)]) {
    const rules = `${root}/${ignoreFileName}`
    if (hands.stats(rules)?.kind === 'file') {
      oracle.replaced(hands.text(rules))
      hands.remove(rules)
      tidied = true
    }
    if (hands.stats(root)?.kind !== 'folder') continue
    const renamed = tidyNames(box.disk, root)
    if (renamed.length === 0) continue
    tidied = true
    if (root !== folder) continue
    for (const { key, content } of dropbox.tree())
      if (content !== undefined && renamed.some((name) => key === name || key.startsWith(`${name}/`)))
        oracle.yielded(new TextDecoder().decode(content))
  }
  if (dropbox.hands.delete(`/${ignoreFileName}`).ok) tidied = true
  return tidied
}

function isAboutLink(reason: string): boolean {
  return reason === 'mapping-refused' || reason === 'selective-sync-conflict' || reason === 'moved-in-dropbox'
}

/** The links at the top of the Dropbox folder, and where they lead. */
export function linksOf({ hands }: SimulatedDisk): { readonly name: string; readonly target: string }[] {
  if (hands.stats(folder)?.kind !== 'folder') return []
  return hands
    .list(folder)
    .filter((name) => hands.stats(`${folder}/${name}`)?.kind === 'symlink')
    .map((name) => ({ name, target: hands.readlink(`${folder}/${name}`) }))
}

/** Of names that Dropbox takes for one, all but the first are renamed, and so is what Dropbox takes at no price. Gives the keys of what was renamed. */
function tidyNames({ hands }: SimulatedDisk, top: string): readonly string[] {
  const taken = new Set<string>()
  const wrong: string[] = []
  for (const path of hands.names(top, (name) => name !== '.dropbox.cache').sort()) {
    const name = path.replace(/\/$/, '')
    const key = keyOf(`/${name}`)
    if (taken.has(key) || name.endsWith('\\')) wrong.push(name)
    taken.add(key)
  }
  for (const name of wrong.toSorted((one, other) => other.length - one.length)) {
    const plain = name.replace(/\\$/, '')
    let count = 1
    while (hands.exists(`${top}/${plain} tidied ${count}`)) count++
    hands.rename(`${top}/${name}`, `${top}/${plain} tidied ${count}`)
  }
  return wrong.map((name) => keyOf(`/${name}`))
}
