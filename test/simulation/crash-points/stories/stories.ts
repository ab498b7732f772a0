import type { Story } from '../story.ts'
import { copies } from './copies.ts'
import { keepingHouse } from './keeping-house.ts'
import { links } from './links.ts'
import { meetings } from './meetings.ts'
import { names } from './names.ts'
import { transfers } from './transfers.ts'

/** Every story. Their order is part of the name of a crash point: new ones come last in their group. */
export const stories: readonly Story[] = [
  ...transfers,
  ...names,
  ...meetings,
  ...keepingHouse,
  ...copies,
  ...links,
]
