import type { Habits } from '../cloud/account/habits.ts'
import type { Scene } from './scene.ts'

/** A small thing that happens on one or two boxes. Before each act all agents are at rest or not running; after it they run until they are at rest. */
export interface Story {
  readonly name: string
  /** 1 unless it takes two. */
  readonly boxes?: number
  readonly habits?: Partial<Habits>
  /** What there was before. */
  readonly before?: (scene: Scene) => void | Promise<void>
  readonly acts: readonly ((scene: Scene) => void | Promise<void>)[]
  /** Why the end after a crash may be another one than without it; nothing may be lost all the same. */
  readonly ends?: string
}

/** Makes stories of one act that all begin alike. */
export function beginningWith(
  before: NonNullable<Story['before']>,
): (name: string, act: Story['acts'][number], more?: Pick<Story, 'boxes' | 'habits' | 'ends'>) => Story {
  return (name, act, more = {}) => ({ name, before, acts: [act], ...more })
}
