import type { DisplayPath, PathKey } from '../path.ts'
import type { LocalEntry, LocalFile, RemoteEntry, RemoteFile } from '../tree.ts'

/**
 * One step towards three equal trees. Each names what the planner saw, and is carried out only while that still holds;
 * whatever an operation finds changed, it leaves alone, and the next plan starts from there.
 */
export type Operation =
  /** Both sides agree: that becomes the synced state. */
  | { readonly kind: 'settle'; readonly path: PathKey }
  /** Neither side has it, or it is not wanted any more: the synced state is dropped. Nothing else is touched. */
  | { readonly kind: 'forget'; readonly path: PathKey }
  /** A new item on the box, at a place nobody chose or excluded: selective sync takes it from now on. */
  | { readonly kind: 'adopt'; readonly path: PathKey; readonly display: DisplayPath }
  /** `over` is the revision that is replaced; undefined: nothing may be there. */
  | {
      readonly kind: 'upload'
      readonly path: PathKey
      readonly display: DisplayPath
      readonly local: LocalFile
      readonly over: string | undefined
    }
  | { readonly kind: 'create-remote-folder'; readonly path: PathKey; readonly display: DisplayPath }
  /** `linked`: of a mapped folder, whose link has got the new name; the box and Synced know it by that name already. */
  | {
      readonly kind: 'move-remote'
      readonly from: PathKey
      readonly to: PathKey
      readonly fromDisplay: DisplayPath
      readonly toDisplay: DisplayPath
      readonly linked?: boolean
    }
  | {
      readonly kind: 'delete-remote'
      readonly path: PathKey
      readonly display: DisplayPath
      readonly remote: RemoteEntry
    }
  /** `over` is the file on the box that is replaced; undefined: nothing may be there. */
  | {
      readonly kind: 'download'
      readonly path: PathKey
      readonly display: DisplayPath
      readonly remote: RemoteFile
      readonly over: LocalFile | undefined
    }
  | { readonly kind: 'create-local-folder'; readonly path: PathKey; readonly name: string }
  /** `reason`: Dropbox moved it; only its spelling changed; it makes room as a conflict copy, or is set apart from what is kept away there, and then goes up as a new item. */
  | {
      readonly kind: 'move-local'
      readonly from: PathKey
      readonly to: PathKey
      readonly name: string
      readonly local: LocalEntry
      readonly reason: 'moved' | 'recased' | 'conflict' | 'set-apart'
    }
  /** Into the trash. `reason`: deleted in Dropbox, or a person excluded it from the box. */
  | {
      readonly kind: 'delete-local'
      readonly path: PathKey
      readonly local: LocalEntry
      readonly reason: 'deleted' | 'excluded'
    }

/** Why the planner leaves a path alone until a person does something. */
export type HoldReason = 'not-downloadable' | 'garbled' | 'selective-sync-conflict' | 'name'

/** `displaced`: what was synced there is called `now` on the box, where it cannot sync. */
export type Hold =
  | { readonly reason: HoldReason }
  | { readonly reason: 'displaced'; readonly now: DisplayPath }

export type Held = { readonly path: PathKey; readonly display: DisplayPath } & Hold

export interface Plan {
  readonly operations: readonly Operation[]
  readonly held: readonly Held[]
}
