import { readFileSync } from 'node:fs'
import { systemClock } from '../../runtime/agent/system/clock.ts'
import { systemRandom } from '../../runtime/agent/system/random.ts'
import { createCloud } from '../../runtime/cloud/dropbox.ts'
import { secret } from '../../runtime/cloud/sign-in/secret.ts'

/**
 * A process of its own that fetches ten files of a folder, `/folder/0` to `/folder/9`, and tells how its memory grew by that: `peak` in bytes,
 * beyond what it had at first. `node fetch-folder.ts URL SIZE`
 */
const [apiUrl, size] = [process.argv[2], Number(process.argv[3])]
const cloud = createCloud({
  credentials: { kind: 'temporary', access: { token: secret('access'), expiresAt: undefined } },
  apiUrl,
  clock: systemClock,
  random: systemRandom,
  userAgent: 'test',
})
const sizes = new Map(Array.from({ length: 10 }, (_, index) => [`/folder/${index}`, size]))
const request = { path: '/folder', sizes, below: { entries: 11, bytes: 10 * size } }
const before = highest()
const given: string[] = []
const result = await cloud.downloadFolder(
  request,
  async (path) => {
    given.push(path)
  },
  { signal: new AbortController().signal },
)
process.stdout.write(JSON.stringify({ given, result, peak: highest() - before }))
await cloud.close()

/** Bytes of memory that the process had at most. Of getrusage(2) they would be those of its parent before it was forked, where those are more. */
function highest(): number {
  const status = readFileSync('/proc/self/status', 'utf8')
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024
}
