import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { readShared } from './distribution.ts'
import { writeFileDurably } from './durable-file.ts'
import { editFile, removed } from './edit-file.ts'
import { BoxError } from './errors.ts'
import { damaged, hasBlock, type MarkedBlock, withBlock, withoutBlock } from './marked-block.ts'
import type { BoxPaths } from './paths.ts'
import { shellPath } from './shell-path.ts'

const blockName = 'box-parts autostart'

/**
 * Writes the block that starts the listed parts into the script a box runs at boot, and gives that script's path.
 * Without `file` it is the script that has the block, or ~/startup.sh: that one lives and ends with ~/.parts, whereas a
 * script in the workspace is synced, forked and handed to others together with the block. With `file`, a block elsewhere
 * moves there. It goes before the person's lines, which may end the script or never return.
 * Throws BoxError when a script cannot be written or is damaged.
 */
export async function addToStartup(paths: BoxPaths, file?: string): Promise<string> {
  const holders = await scriptsWithBlock(paths)
  const target = file === undefined ? (holders[0] ?? paths.startupScripts[0]) : absolute(file, paths.home)
  const root = shellPath(paths.partsRoot, paths.home)
  const block: MarkedBlock = {
    name: blockName,
    purpose: 'starts Dropbox when the box boots; "parts autostart del dropbox" removes it',
    lines: Buffer.from(readShared('startup.sh.template').replaceAll('@PARTS_ROOT@', root), 'utf8').toString(
      'latin1',
    ),
  }
  await editFile(target, (content) => {
    const edited = withBlock(content, block, 'top')
    if (edited === damaged) throw new BoxError({ code: 'block_damaged', file: target, name: blockName })
    return edited
  })
  if (!paths.startupScripts.includes(target)) await writeFileDurably(paths.startupScriptFile, `${target}\n`)
  for (const holder of holders) if (holder !== target) await removeFrom(holder)
  return target
}

/** Takes the block out of every script that has it, byte for byte; gives those scripts. Throws as addToStartup does. */
export async function removeFromStartup(paths: BoxPaths): Promise<string[]> {
  const holders = await scriptsWithBlock(paths)
  for (const holder of holders) await removeFrom(holder)
  return holders
}

/** The shell leaves `--file=~/startup.sh` as it is. */
function absolute(file: string, home: string): string {
  return resolve(file.replace(/^~(?=\/|$)/, () => home))
}

async function removeFrom(script: string): Promise<void> {
  await editFile(script, (content) => {
    const edited = withoutBlock(content ?? '', blockName)
    if (edited === damaged) throw new BoxError({ code: 'block_damaged', file: script, name: blockName })
    return edited ?? removed
  })
}

/** The scripts that hold the block, of those that a box runs at boot and the one that was named. */
export async function scriptsWithBlock(paths: BoxPaths): Promise<string[]> {
  const recorded = (await readIfPresent(paths.startupScriptFile))?.trim()
  const candidates = new Set<string>([...paths.startupScripts, ...(recorded ? [recorded] : [])])
  const holders: string[] = []
  for (const script of candidates) {
    if (hasBlock((await readIfPresent(script)) ?? '', blockName)) holders.push(script)
  }
  return holders
}

/** The content, or undefined where there is no file to read: whatever else is wrong with it shows when it is written. */
async function readIfPresent(file: string): Promise<string | undefined> {
  return readFile(file, 'latin1').catch(() => undefined)
}
