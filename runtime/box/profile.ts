import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { readShared } from './distribution.ts'
import { editFile, removed } from './edit-file.ts'
import { BoxError } from './errors.ts'
import { damaged, hasBlock, type MarkedBlock, withBlock, withoutBlock } from './marked-block.ts'
import type { BoxPaths } from './paths.ts'
import { shellPath } from './shell-path.ts'

const blockName = 'box-parts'

/**
 * Puts the installed programs on the PATH of shells to come. Gives the files that changed.
 * Boxes run commands in login shells, which read the first of ~/.bash_profile, ~/.bash_login and ~/.profile; terminals
 * run shells that read ~/.bashrc, or ~/.zshrc. A ~/.bash_profile is never made: it would hide the ~/.profile.
 * Throws BoxError when one of them cannot be written, or holds the beginning of the block only.
 */
export async function addToProfile(paths: BoxPaths): Promise<string[]> {
  const lines = readShared('templates/profile.sh').replaceAll(
    '@PARTS_ROOT@',
    shellPath(paths.partsRoot, paths.home),
  )
  const block: MarkedBlock = {
    name: blockName,
    purpose: 'puts the installed parts on the PATH',
    lines: asBytes(lines),
  }
  const changed: string[] = []
  for (const file of profileFiles(paths.home)) {
    const isChanged = await editFile(file, (content) => {
      const edited = withBlock(content, block, 'end')
      if (edited === damaged) throw new BoxError({ code: 'block_damaged', file, name: blockName })
      return edited
    })
    if (isChanged) changed.push(file)
  }
  return changed
}

/** Takes the lines out of every profile again, byte for byte; gives the files that changed. Throws as addToProfile does. */
export async function removeFromProfile(paths: BoxPaths): Promise<string[]> {
  const changed: string[] = []
  for (const name of [...loginFiles, '.bashrc', '.zshrc']) {
    const file = join(paths.home, name)
    const isChanged = await editFile(file, (content) => {
      if (content === undefined) return undefined
      const edited = withoutBlock(content, blockName)
      if (edited === damaged) throw new BoxError({ code: 'block_damaged', file, name: blockName })
      return edited ?? removed
    })
    if (isChanged) changed.push(file)
  }
  return changed
}

/** The profiles that new shells read here, each with whether it holds our lines. */
export async function profilesOf(
  paths: BoxPaths,
): Promise<{ readonly file: string; readonly has: boolean }[]> {
  return Promise.all(
    profileFiles(paths.home).map(async (file) => {
      const content = await readFile(file, 'latin1').catch(() => '')
      return { file, has: hasBlock(content, blockName) }
    }),
  )
}

const loginFiles = ['.bash_profile', '.bash_login', '.profile'] as const

function profileFiles(home: string): string[] {
  const login = loginFiles.find((name) => existsSync(join(home, name))) ?? '.profile'
  const zsh = existsSync(join(home, '.zshrc')) ? ['.zshrc'] : []
  return [login, '.bashrc', ...zsh].map((name) => join(home, name))
}

function asBytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1')
}
