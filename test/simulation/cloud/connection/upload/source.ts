import type { UploadRequest } from '../../../../../runtime/ports/cloud.ts'
import type { Wire } from '../wire.ts'

/** The same file, which is read no further when the box has died: what is asked of it then never settles. */
export function surviving(wire: Wire, request: UploadRequest): UploadRequest {
  return {
    ...request,
    open: async () => {
      const source = await wire.survive(() => request.open())
      return {
        // A copy: what is on its way does not change with the box's memory.
        read: async (offset, length) => (await wire.survive(() => source.read(offset, length))).slice(),
        unchanged: () => wire.survive(() => source.unchanged()),
        close: () => wire.survive(() => source.close()),
      }
    },
  }
}
