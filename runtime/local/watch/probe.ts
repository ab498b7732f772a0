import { statfsSync, watch } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'

/**
 * Whether the file system of `folder` tells of changes: writes a file there and waits for the event, at most `timeout` ms. Some do not,
 * without any error (shared folders of virtual machines, gVisor). `write` makes the change; tests leave it out.
 */
export async function tellsOfChanges(
  folder: string,
  timeout: number,
  write: (path: string) => Promise<void> = (path) => writeFile(path, ''),
): Promise<boolean> {
  const path = `${folder}/probe`
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const watcher = watch(folder, { persistent: false }, () => resolve(true))
  watcher.on('error', () => resolve(false))
  const timer = setTimeout(() => resolve(false), timeout)
  try {
    await write(path)
    return await promise
  } finally {
    clearTimeout(timer)
    watcher.close()
    await rm(path, { force: true })
  }
}

/** File systems that other machines write to unseen, by the type that statfs(2) gives (linux/magic.h). */
const networkTypes = new Map([
  [0x6969, 'NFS'],
  [0x517b, 'SMB'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB2'],
  [0x01021997, '9p'],
  [0x65735546, 'FUSE'],
  [0x5346414f, 'AFS'],
  [0x00c36400, 'Ceph'],
])

/** The kind of the network or shared file system that holds `folder`, or undefined for one of this machine alone. */
export function networkFileSystem(folder: string): string | undefined {
  // As unsigned 32 bits: some magic numbers have the highest bit set.
  return networkTypes.get(Number(statfsSync(folder).type) >>> 0)
}
