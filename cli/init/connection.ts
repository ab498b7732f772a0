import { connectionOptions } from '../../runtime/agent/connection-options.ts'
import { createCloud, type DropboxCloud } from '../../runtime/cloud/dropbox.ts'
import type { RemoteRoot } from '../../runtime/cloud/remote-root/remote-root.ts'
import type { Credentials } from '../../runtime/cloud/sign-in/credentials.ts'

/** Lends a connection to Dropbox, or to one folder of it, for some work. Throws CloudSetupError for a wrong address, and what the work throws. */
export async function withCloud<Value>(
  environment: NodeJS.ProcessEnv,
  credentials: Credentials,
  work: (cloud: DropboxCloud) => Promise<Value>,
  {
    root,
    namespace,
  }: { readonly root?: RemoteRoot | undefined; readonly namespace?: string | undefined } = {},
): Promise<Value> {
  const cloud = createCloud({ ...connectionOptions(environment), credentials, root, pathRoot: namespace })
  try {
    return await work(cloud)
  } finally {
    await cloud.close()
  }
}
