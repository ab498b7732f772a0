import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Emulator } from '../../../../emulator/server.ts'
import { contentHashOf } from '../../../../runtime/core/content-hash.ts'
import type { TestBox } from '../test-box.ts'
import type { Ledger } from './ledger.ts'

export async function nothingLost(
  ledger: Ledger,
  boxes: readonly TestBox[],
  emulator: Emulator,
): Promise<void> {
  const kept = await revisionsOf(emulator)
  for (const box of boxes)
    for (const folder of [box.folder, join(box.home, 'workspace')]) {
      if (!existsSync(folder)) continue
      for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true }))
        if (entry.isFile()) kept.add(contentHashOf(readFileSync(join(entry.parentPath, entry.name))))
    }
  for (const [hash, content] of ledger.written)
    if (!kept.has(hash) && !ledger.released.has(hash)) throw new Error(`lost: ${content}`)
}

/** Every content that Dropbox could still give back. */
async function revisionsOf(emulator: Emulator): Promise<Set<string>> {
  const { access_token } = emulator.issueToken()
  const ask = async <Answer>(route: string, body: unknown): Promise<Answer> => {
    const answer = await fetch(`${emulator.url}/2/files/${route}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(`${route}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as Answer
  }
  const kept = new Set<string>()
  type Page = { entries: { '.tag': string; path_lower: string }[]; cursor: string; has_more: boolean }
  let page = await ask<Page>('list_folder', { path: '', recursive: true, include_deleted: true })
  for (;;) {
    for (const entry of page.entries) {
      if (entry['.tag'] === 'folder') continue
      try {
        const { entries } = await ask<{ entries: { content_hash: string }[] }>('list_revisions', {
          path: entry.path_lower,
          limit: 100,
        })
        for (const { content_hash } of entries) kept.add(content_hash)
      } catch (error) {
        if (!String(error).includes('not_file')) throw error
      }
    }
    if (!page.has_more) return kept
    page = await ask<Page>('list_folder/continue', { cursor: page.cursor })
  }
}
