import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { callWith } from './call.ts'

/**
 * `node up.ts FOLDER URL TOKEN`: sends a folder of small files with the fewest calls that the API allows, and does nothing else: no index, no
 * looks at what is there, no second try. Sessions for 1,000 files at once (start_batch), 200 files in a body (append_batch; their
 * argument travels in a header), commits of 1,000 (finish_batch_v2), one at a time, since an account takes one at a time, and beside the bodies of those
 * that follow.
 */
const [folder = '', url = '', token = ''] = process.argv.slice(2)
const filesPerCommit = 1000
const filesPerBody = 200
const bodiesAtOnce = 4

const call = callWith(url, token)
const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))

const commits = pieces(paths, filesPerCommit)
const started = commits.map((files) =>
  call.json<{ readonly session_ids: readonly string[] }>('upload_session/start_batch', {
    num_sessions: files.length,
  }),
)
const bodies = commits.flatMap((files, commit) =>
  pieces([...files.keys()], filesPerBody).map((places) => ({ commit, files, places })),
)
const sent = new Map<number, Promise<unknown>[]>(commits.map((_, commit) => [commit, []]))
const lengths = new Map<string, number>()
const waiting = bodies.map((body) => ({ body, done: Promise.withResolvers<unknown>() }))
for (const { body, done } of waiting) sent.get(body.commit)?.push(done.promise)

const sending = Array.from({ length: bodiesAtOnce }, async () => {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const { commit, files, places } = next.body
    const { session_ids } = (await started[commit]) ?? { session_ids: [] }
    const contents = places.map((place) => readFileSync(join(folder, files[place] ?? '')))
    for (const [at, place] of places.entries()) lengths.set(files[place] ?? '', contents[at]?.length ?? 0)
    const entries = places.map((place, at) => ({
      cursor: { session_id: session_ids[place], offset: 0 },
      length: contents[at]?.length,
      close: true,
    }))
    await call.content('upload_session/append_batch', { entries }, Buffer.concat(contents))
    next.done.resolve(undefined)
  }
})
const committing = async (): Promise<void> => {
  for (const [commit, files] of commits.entries()) {
    await Promise.all(sent.get(commit) ?? [])
    const { session_ids } = (await started[commit]) ?? { session_ids: [] }
    await call.json('upload_session/finish_batch_v2', {
      entries: files.map((path, place) => ({
        cursor: { session_id: session_ids[place], offset: lengths.get(path) },
        commit: { path: `/${path}` },
      })),
    })
  }
}
await Promise.all([...sending, committing()])

function pieces<Item>(items: readonly Item[], length: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / length) }, (_, piece) =>
    items.slice(piece * length, (piece + 1) * length),
  )
}
