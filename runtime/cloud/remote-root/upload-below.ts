import type { Cloud, UploadRequest } from '../../ports/cloud.ts'

/** `upload` with paths that count from the folder `root` (`/a/b`), which `down` puts before them. Gives back the very requests that it got. */
export function uploadBelow(
  upload: Cloud['upload'],
  down: (path: string) => string,
  root: string,
): Cloud['upload'] {
  return async function* (requests, { progress, ...options }) {
    const asked = new Map<UploadRequest, UploadRequest>()
    for (const request of requests) asked.set({ ...request, path: down(request.path) }, request)
    const sent = upload(
      [...asked.keys()],
      progress === undefined
        ? options
        : { ...options, progress: (path, bytes) => progress(path.slice(root.length), bytes) },
    )
    for await (const [request, result] of sent) {
      const original = asked.get(request)
      if (original !== undefined) yield [original, result]
    }
  }
}
