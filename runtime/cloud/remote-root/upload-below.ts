import type { Cloud, UploadRequest } from '../../ports/cloud.ts'

/** `upload` with paths that count from the folder `root` (`/a/b`), which `down` puts before them. Gives back the very requests that it got. */
export function uploadBelow(
  upload: Cloud['upload'],
  down: (path: string) => string,
  root: string,
): Cloud['upload'] {
  const up = (path: string): string => path.slice(root.length)
  return async function* (requests, { progress, committing, ...options }) {
    const asked = new Map<UploadRequest, UploadRequest>()
    for (const request of requests) asked.set({ ...request, path: down(request.path) }, request)
    const sent = upload([...asked.keys()], {
      ...options,
      ...(progress ? { progress: (path, bytes) => progress(up(path), bytes) } : {}),
      // One that is sent again is another request for the same path.
      ...(committing
        ? {
            committing: (some) => committing(some.map((request) => ({ ...request, path: up(request.path) }))),
          }
        : {}),
    })
    for await (const [request, result] of sent) {
      const original = asked.get(request)
      if (original !== undefined) yield [original, result]
    }
  }
}
