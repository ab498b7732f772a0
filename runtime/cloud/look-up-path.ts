import type { RemoteEntry } from '../core/tree.ts'
import { type ConnectionOptions, createConnection } from './connection/connection.ts'
import { contained } from './connection/contain.ts'
import { lookUp } from './metadata.ts'

/** What is at one path in Dropbox now, by a connection of its own, counted from the folder `root`; undefined when nothing is. Throws CloudError. */
export async function lookUpPath(
  { root = '', ...options }: ConnectionOptions & { readonly root?: string | undefined },
  path: string,
  signal: AbortSignal,
): Promise<RemoteEntry | undefined> {
  const connection = createConnection(options)
  try {
    return await lookUp(connection, root + path, signal)
  } catch (error) {
    throw contained(error)
  } finally {
    await connection.close()
  }
}
