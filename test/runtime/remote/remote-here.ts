import { createRemoteAccess, type RemoteAccess } from '../../../runtime/cloud/remote-access.ts'
import { type EmulatedDropbox, emulatedDropbox, fileToUpload, uploaded } from '../cloud/emulated-dropbox.ts'
import { createFixedRandom } from '../cloud/virtual-clock.ts'

/** An emulated Dropbox with a way to it as commands have one; its clock goes on by a minute with each thing that happens. */
export interface RemoteHere extends EmulatedDropbox {
  readonly access: RemoteAccess
  /** Puts content at a path, whatever is there; gives its revision and the moment right after it. */
  put(path: string, content: string): Promise<{ readonly rev: string; readonly at: number }>
  /** Deletes a file, or a folder with all in it. */
  remove(path: string): Promise<void>
  /** What a file holds now; undefined when there is none. */
  content(path: string): Promise<string | undefined>
}

export async function remoteHere(t: { teardown(work: () => unknown): void }): Promise<RemoteHere> {
  const dropbox = await emulatedDropbox(t)
  const { clock, cloud, credentials, emulator } = dropbox
  const signal = new AbortController().signal
  const access = createRemoteAccess(
    {
      ...{ credentials, apiUrl: emulator.url, clock, random: createFixedRandom(), userAgent: 'test/1' },
    },
    signal,
  )
  t.teardown(() => access[Symbol.asyncDispose]())
  const { access_token: token } = emulator.issueToken()
  return {
    ...dropbox,
    access,
    async put(path, content) {
      clock.advance(60_000)
      const there = await access.lookUp(path)
      const over = there?.kind === 'file' ? { over: there.rev } : {}
      const file = fileToUpload(path, Buffer.from(content), over)
      const result = (await uploaded(cloud, [file])).get(path)
      if (!result?.ok) throw new Error(`${path}: ${JSON.stringify(result)}`)
      const at = clock.now()
      clock.advance(60_000)
      return { rev: result.value.rev, at }
    },
    async remove(path) {
      clock.advance(60_000)
      const answer = await fetch(`${emulator.url}/2/files/delete_v2`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
        body: JSON.stringify({ path }),
      })
      if (!answer.ok) throw new Error(await answer.text())
      clock.advance(60_000)
    },
    async content(path) {
      const file = await access.lookUp(path)
      if (file?.kind !== 'file') return undefined
      const chunks: Buffer[] = []
      const take = async (chunk: Uint8Array) => void chunks.push(Buffer.from(chunk))
      await access.download({ path, file, offset: 0 }, take, { signal })
      return Buffer.concat(chunks).toString()
    },
  }
}
