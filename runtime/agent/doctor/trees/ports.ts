import type { PathKey } from '../../../core/path.ts'
import type { Problem } from '../../../core/problem.ts'
import type { SelectionRule } from '../../../core/selection.ts'
import type { RemoteEntry } from '../../../core/tree.ts'
import type { Cloud } from '../../../ports/cloud.ts'
import type { Files } from '../../../ports/files.ts'
import type { Trees } from '../../control.ts'
import type { DiskOptions, DoctorRoot } from './disk-side.ts'
import type { Condition } from './judge.ts'

/** What the agent says of itself. */
export interface AgentWord {
  readonly condition: Condition
  readonly problems: readonly Problem[]
  /** Paths whose deletion waits for a person, as they are spelled. */
  readonly waiting: readonly string[]
  /** Whether downloads wait for room on a disk. */
  readonly awaitsRoom: boolean
}

/** All that comparing the trees needs of the world. Nothing of it writes. */
export interface TreesPorts {
  readonly files: Files
  readonly roots: readonly DoctorRoot[]
  readonly disk: Pick<DiskOptions, 'limits' | 'defaults' | 'repositories' | 'now'>
  /** Undefined when there is no index that could be read. */
  readonly trees: ((folders: readonly PathKey[]) => Promise<Trees>) | undefined
  readonly selection: readonly SelectionRule[]
  /** Asked again for a second look. */
  readonly agent: () => Promise<AgentWord>
  /** Undefined when Dropbox cannot be asked. */
  readonly cloud:
    | (Pick<Cloud, 'changes'> & {
        /** What is at one path in Dropbox. Throws CloudError. */
        readonly lookUp: (path: string, signal: AbortSignal) => Promise<RemoteEntry | undefined>
      })
    | undefined
  /** Whether every file is read, also one whose size and times are those that the Local tree knows. */
  readonly thorough: boolean
  readonly signal: AbortSignal
  /** What is going on, in a few words. */
  readonly progress: (text: string) => void
}
