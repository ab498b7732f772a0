import type { PathKey } from '../../core/path.ts'
import type { SharedLink } from '../links/shared-link.ts'
import type { Listed } from '../list-folder.ts'
import type { RemoteAccess } from '../remote-access.ts'
import { pathsBelow } from './remote-root.ts'
import { uploadBelow } from './upload-below.ts'

/** What commands ask of Dropbox, with paths that count from the folder `root` (`/a/b`), and nothing of what is beside it. See `cloudBelow`. */
export function accessBelow(access: RemoteAccess, root: string): RemoteAccess {
  const { down, up, upDisplay } = pathsBelow(root)
  const entryBelow = ([key, listed]: readonly [PathKey, Listed]): [PathKey, Listed][] => {
    const own = up(key)
    const path = upDisplay(listed.path)
    return own === undefined || path === undefined ? [] : [[own, { ...listed, path }]]
  }
  const linkBelow = (link: SharedLink): SharedLink => ({
    ...link,
    path: link.path === undefined ? undefined : up(link.path),
  })
  return {
    account: access.account,
    names: access.names,
    revokeLink: access.revokeLink,
    download: access.download,
    lookUp: (path) => access.lookUp(down(path)),
    revisions: async (path, wanted) => {
      const found = await access.revisions(down(path), wanted)
      if (found.found !== 'file') return found
      return {
        ...found,
        revisions: found.revisions.map((revision) => ({
          ...revision,
          path: upDisplay(revision.path) ?? revision.path,
        })),
      }
    },
    revision: async (rev) => {
      const revision = await access.revision(rev)
      const path = revision && upDisplay(revision.path)
      return revision === undefined || path === undefined ? undefined : { ...revision, path }
    },
    restore: (path, rev) => access.restore(down(path), rev),
    list: async (path, choice) => {
      const listed = await access.list(down(path), choice)
      return typeof listed === 'string' ? listed : new Map([...listed].flatMap(entryBelow))
    },
    createLink: async (path, settings) => {
      const made = await access.createLink(down(path), settings)
      return made.ok ? { ...made, value: { ...made.value, link: linkBelow(made.value.link) } } : made
    },
    links: async (path) => {
      const links = await access.links(path === undefined ? undefined : down(path))
      if (!links.ok || path !== undefined)
        return links.ok ? { ...links, value: links.value.map(linkBelow) } : links
      return { ...links, value: links.value.map(linkBelow).filter((link) => link.path !== undefined) }
    },
    upload: uploadBelow(access.upload, down, root),
    [Symbol.asyncDispose]: () => access[Symbol.asyncDispose](),
  }
}
