import type { WorldEvent } from './events.ts'

/** The shortest time worth halving, ms. */
const shortest = 1_000

/**
 * Events that could stand in the place of one and are simpler, the simplest first; a chain of them comes to an end. Plain writes stand for other ways
 * of saving, one file for many, places at the top for deeper ones, a kill for a power cut, an end at once for one that sends what is small, and half of a time for
 * the whole.
 */
export function simplerThan(event: WorldEvent): WorldEvent[] {
  const simpler: WorldEvent[] = []
  switch (event.do) {
    case 'save-by-rename':
    case 'careless-write':
    case 'append':
      simpler.push({ ...event, do: 'write' })
      break
    case 'write-many':
      simpler.push({ at: event.at, do: 'write', box: event.box, path: event.path, content: event.content })
      if (event.count > 1) simpler.push({ ...event, count: Math.floor(event.count / 2) })
      break
    case 'power-loss':
      simpler.push({ ...event, do: 'kill' })
      break
    case 'finish':
      simpler.push({ at: event.at, do: 'stop', box: event.box })
      break
    case 'disk-fault':
      if (event.count > 1) simpler.push({ ...event, count: 1 })
      break
    case 'move':
    case 'copy':
      for (const to of nearerTop(event.to)) simpler.push({ ...event, to })
      break
  }
  if ('duration' in event && event.duration !== undefined && event.duration >= shortest)
    simpler.push({ ...event, duration: Math.floor(event.duration / 2) })
  if ('path' in event) for (const path of nearerTop(event.path)) simpler.push({ ...event, path })
  return simpler
}

/** A path with one component less. */
function nearerTop(path: string): string[] {
  const components = path.split('/').slice(1)
  return components.length < 2
    ? []
    : [`/${components.slice(1).join('/')}`, `/${components.slice(0, -1).join('/')}`]
}
