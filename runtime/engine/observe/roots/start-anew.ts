import { including } from '../../../core/choice.ts'
import type { PathKey } from '../../../core/path.ts'
import { makeCacheFolder } from '../../../local/roots/cache-folder.ts'
import { establishRoot } from '../../../local/roots/establish-root.ts'
import { DiskError, type Files } from '../../../ports/files.ts'
import type { Random } from '../../../ports/random.ts'
import type { KnownRoot, Store } from '../../../ports/store.ts'
import type { InUse, Leases } from '../../leases.ts'
import { advancing, type Markers } from './markers.ts'
import { isOtherRoot } from './other-root.ts'
import type { RootFlags } from './root-flags.ts'

/** Gives roots markers of their own: new ones, and those that a person wants to go on with. */
export interface StartAnew {
  /**
   * A root that is new here, `display` being its path as people see it: nothing of it counts as synced before, so that both sides are united
   * and nothing is deleted. One that another agent works in is left as it is, and told; so is what may be another known root by a second path
   * (`overlap`), whose marker would be lost. Throws DiskError.
   */
  takeIn(path: PathKey, display: string, target: string): Promise<InUse | 'overlap' | undefined>
  /** See `Roots.renew`. */
  renew(restored: readonly KnownRoot[], agree: () => boolean): Promise<void>
  /** Whether anything was started anew since this was last asked. */
  wasAnew(): boolean
}

/** Adds to `known` what it takes in. */
export function createStartAnew(parts: {
  readonly store: Store
  readonly files: Files
  readonly random: Random
  readonly leases: Leases
  readonly known: Map<PathKey, KnownRoot>
  readonly markers: Markers
  readonly flags: RootFlags
  readonly told: (action: string, path: string, detail?: string) => void
}): StartAnew {
  const { store, files, random, leases, known, markers, flags, told } = parts
  let anew = false

  const goesOn = async (root: KnownRoot): Promise<void> => {
    known.set(root.path, root)
    await markers.made(root)
  }

  return {
    async takeIn(path, display, target) {
      const inUse = await leases.other(target)
      if (inUse !== undefined) return inUse
      if (await isOtherRoot(files, known.values(), path, target)) return 'overlap'
      await makeCacheFolder(files, target)
      const taken = await leases.take(target)
      if (typeof taken === 'object') return taken
      const identity = random.identity()
      const { folder } = await establishRoot(files, target, { identity, generation: 1 })
      const root = { path, target, identity, generation: 1, ...folder }
      store.transaction(() => {
        store.clear('synced', path)
        store.clear('local', path)
        store.putRoot(root)
        flags.endAll(path)
        flags.firstSync.begin(path)
        if (path !== '') store.setSelection(including(store.selection(), display))
      })
      anew = true
      await goesOn(root)
      told(path === '' ? 'folder' : 'link', display, target)
      return undefined
    },
    async renew(restored, agree) {
      const renewed: KnownRoot[] = []
      for (const root of restored) {
        await makeCacheFolder(files, root.target)
        if (typeof (await leases.take(root.target)) === 'object') throw new DiskError('busy', root.target)
        const marker = { identity: random.identity(), generation: 1 }
        const { folder } = await establishRoot(files, root.target, marker)
        renewed.push({ ...root, ...marker, ...folder })
      }
      const agreed = store.transaction(() => {
        if (!agree()) return false
        for (const root of renewed) {
          store.putRoot(root)
          store.setValue(advancing(root.path), undefined)
          flags.copied.end(root.path)
        }
        return true
      })
      if (!agreed) return
      anew = true
      for (const root of renewed) await goesOn(root)
    },
    wasAnew() {
      const was = anew
      anew = false
      return was
    },
  }
}
