import test from 'ava'
import { ancestorsAmong, ancestorsOf } from '../../../runtime/core/path.ts'

test('of the folders above a path those of the given lengths are told, the nearest first', (t) => {
  const path = '/one/two/three/four'
  t.deepEqual([...ancestorsOf(path)], ['/one/two/three', '/one/two', '/one'])
  t.deepEqual([...ancestorsAmong(path, new Set([4, 14]))], ['/one/two/three', '/one'])
  t.deepEqual([...ancestorsAmong(path, new Set([path.length, 5, 0]))], [])
  t.deepEqual([...ancestorsAmong('', new Set([0]))], [])
})
