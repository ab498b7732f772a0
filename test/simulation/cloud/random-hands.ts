import type { Random } from '../../../runtime/ports/random.ts'
import { oneOf } from './chance.ts'
import type { Hands } from './hands.ts'

const names = ['a', 'A', 'b', 'c.txt', 'C.TXT', '\u00c4', '\u00e4', 'a\u0308']

/** A path of few names, so that those who draw them meet. */
export function somePath(random: Random): string {
  const depth = oneOf(random, [1, 1, 2, 2, 3])
  return Array.from({ length: depth }, () => `/${oneOf(random, names)}`).join('')
}

/** Does something to the account at random; most of it is taken, some refused. */
export function doSomething(hands: Hands, random: Random): void {
  const path = somePath(random)
  switch (oneOf(random, ['write', 'write', 'write', 'edit', 'folder', 'delete', 'move', 'respell'])) {
    case 'write':
      hands.write(path, `content ${Math.floor(random.fraction() * 20)}`)
      break
    case 'edit':
      hands.edit(path, (content) => new Uint8Array([...content, 33]))
      break
    case 'folder':
      hands.folder(path)
      break
    case 'delete':
      hands.delete(path)
      break
    case 'move':
      hands.move(path, somePath(random))
      break
    default:
      hands.move(path, path.toUpperCase())
  }
}
