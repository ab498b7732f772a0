import test from 'ava'
import { usualHabits } from '../cloud/account/habits.ts'
import type { WorldEvent } from './events.ts'
import { runWorld } from './run.ts'

/** What simulated worlds have found, each shrunk to the events that it takes. */
const found: readonly {
  readonly that: string
  readonly seed: number
  /** It takes the habits of Dropbox that the seed draws. */
  readonly drawn?: true
  readonly events: readonly WorldEvent[]
}[] = [
  {
    that: 'a file deleted in Dropbox just before its folder is moved from the box is deleted on the box too',
    seed: 1342,
    events: [
      { at: 10735, do: 'write', box: 2, path: '/b/b', content: '2.20' },
      { at: 46019, do: 'append', box: 2, path: '/Ä.txt/b', content: '2.22' },
      { at: 49636, do: 'move', box: 2, path: '/b', to: '/Ä.txt/a' },
      { at: 49647, do: 'delete', box: undefined, path: '/b/b' },
    ],
  },
  {
    that: 'a folder that Dropbox refused to make, and made all the same for what is in it, is not renamed on the box',
    seed: 931,
    events: [
      { at: 2927, do: 'write', box: undefined, path: '/a/a', content: '3.88' },
      { at: 4150, do: 'append', box: 2, path: '/a/b', content: '2.48' },
      { at: 5150, do: 'save-by-rename', box: 2, path: '/Ä.txt/Ä.txt/b', content: '2.52' },
      { at: 9079, do: 'folder', box: 2, path: '/Ä.txt/b' },
    ],
  },
  {
    that: 'folders that were moved into one another on both sides do not wait for each other for ever',
    seed: 10987,
    events: [
      { at: 15343, do: 'write', box: undefined, path: '/a/Ä.txt', content: '1.22' },
      { at: 16810, do: 'append', box: 0, path: '/Ä.txt/a/a', content: '0.9' },
      { at: 26221, do: 'kill', box: 0 },
      { at: 31149, do: 'move', box: 0, path: '/Ä.txt/a', to: '/a/a' },
      { at: 42352, do: 'move', box: undefined, path: '/a', to: '/b/a/a' },
    ],
  },
  {
    that: 'what a power cut left of a file that was written before the clock was set back is no edit of it',
    seed: 2130,
    events: [
      { at: 432, do: 'write', box: 0, path: '/b', content: '0.20' },
      { at: 2673, do: 'write', box: undefined, path: '/a/Ä.txt', content: '2.39' },
      { at: 3172, do: 'power-loss', box: 0 },
      { at: 5197, do: 'start', box: 0 },
      { at: 5362, do: 'unlinked', box: 0 },
      { at: 5440, do: 'write', box: undefined, path: '/Ä.txt/a', content: '2.37' },
      { at: 5674, do: 'power-loss', box: 0 },
      { at: 5729, do: 'careless-write', box: 0, path: '/Ä.txt/Ä.txt', content: 'careless 0.2' },
      { at: 6135, do: 'linked', box: 0 },
      { at: 6221, do: 'write', box: 0, path: '/a/a', content: '0.23' },
      { at: 6312, do: 'write', box: undefined, path: '/b', content: '2.38' },
      { at: 8627, do: 'write', box: 0, path: '/Ä.txt/b', content: '0.14' },
      { at: 9263, do: 'careless-write', box: 0, path: '/a/b', content: 'careless 0.6' },
      { at: 11014, do: 'write', box: 0, path: '/Ä.txt/a', content: '0.15' },
      { at: 12040, do: 'start', box: 0 },
      { at: 12856, do: 'careless-write', box: 0, path: '/Ä.txt/b', content: 'careless 0.4' },
      { at: 13634, do: 'clock', by: -3600000 },
      { at: 22780, do: 'power-loss', box: 0 },
    ],
  },
  {
    that: 'a name that could not sync, and is no more, holds nothing back once everything was looked at',
    seed: 20050,
    events: [
      { at: 10917, do: 'write', box: 0, path: '/b/Ä.txt', content: '0.13' },
      { at: 38202, do: 'write', box: 0, path: '/b/a', content: '0.7' },
      { at: 72133, do: 'move', box: 0, path: '/b', to: '/a/Ä.txt\\' },
      { at: 75862, do: 'save-by-rename', box: 0, path: '/A', content: '0.20' },
      { at: 86638, do: 'move', box: 0, path: '/a/Ä.txt\\', to: '/b/A' },
    ],
  },
  {
    that: 'a file that a power cut has not taken, and a person deletes soon after the first look, stays deleted',
    seed: 916,
    events: [
      { at: 15662, do: 'write', box: undefined, path: '/register', content: 'register 1.0' },
      { at: 55896, do: 'power-loss', box: 0 },
      { at: 56172, do: 'start', box: 0 },
      { at: 57077, do: 'delete', box: 0, path: '/register' },
    ],
  },
  {
    that: 'what a power cut garbled goes up as it is, though the clock was set back while no agent ran',
    seed: 300415,
    drawn: true,
    events: [
      { at: 1248, do: 'write', box: 0, path: '/a/a', content: '0.0' },
      { at: 1546, do: 'careless-write', box: 0, path: '/b', content: 'careless 0.5' },
      { at: 2090, do: 'careless-write', box: 0, path: '/Ä.txt', content: 'careless 0.4' },
      { at: 3770, do: 'offline', box: 0, duration: 10205 },
      { at: 4896, do: 'write', box: undefined, path: '/Ä.txt/b/a', content: '1.7' },
      { at: 5292, do: 'careless-write', box: 0, path: '/a/a', content: 'careless 0.1' },
      { at: 12857, do: 'kill', box: 0 },
      { at: 14469, do: 'clock', by: -3600000 },
      { at: 16567, do: 'read-only', box: 0 },
      { at: 18961, do: 'start', box: 0 },
      { at: 20940, do: 'writable', box: 0 },
      { at: 25745, do: 'power-loss', box: 0 },
    ],
  },
  {
    that: 'what a full disk left of a file that was fetched since the power cut is an edit of it',
    seed: 300477,
    drawn: true,
    events: [
      { at: 4365, do: 'write', box: undefined, path: '/b/b', content: '2.82' },
      { at: 4528, do: 'write', box: undefined, path: '/register', content: 'register 2.0' },
      { at: 5434, do: 'write', box: undefined, path: '/Ä.txt/b', content: '2.76' },
      { at: 5627, do: 'power-loss', box: 1 },
      { at: 5666, do: 'write', box: 1, path: '/b/b', content: '1.42' },
      { at: 12570, do: 'start', box: 1 },
      { at: 17386, do: 'disk-full', box: 1 },
      { at: 22066, do: 'write', box: 1, path: '/register', content: 'register 1.2' },
    ],
  },
  {
    that: 'a deletion that Dropbox was told of outlasts a power cut',
    seed: 300347,
    events: [
      { at: 28112, do: 'save-by-rename', box: 1, path: '/register', content: 'register 1.1' },
      { at: 50174, do: 'delete', box: 1, path: '/register' },
      { at: 50595, do: 'power-loss', box: 1 },
    ],
  },
  {
    that: 'a download that is in its place, but keeps its staged name too, is no file that a person made',
    seed: 30042,
    events: [
      { at: 5851, do: 'write', box: undefined, path: '/b/Ä.TXT', content: '3.74' },
      { at: 6029, do: 'save-by-rename', box: 1, path: '/a/b/a', content: '1.22' },
      { at: 8225, do: 'write', box: undefined, path: '/register', content: 'register 3.0' },
      { at: 10293, do: 'cursor-reset' },
      { at: 10608, do: 'disk-fault', box: 2, call: 'unlink', code: 'io', count: 2 },
      { at: 10685, do: 'write', box: undefined, path: '/a/Ä.txt/Ä.txt', content: '3.66' },
      { at: 28470, do: 'delete', box: undefined, path: '/register' },
    ],
  },
  {
    that: 'an edit soon after the first look after a power cut is no conflict, though the clock was set back before',
    seed: 300199,
    events: [
      { at: 2859, do: 'write', box: 2, path: '/register', content: 'register 2.0' },
      { at: 12313, do: 'clock', by: -86400000 },
      { at: 17538, do: 'power-loss', box: 0 },
      { at: 17538, do: 'unlinked', box: 0 },
      { at: 18000, do: 'start', box: 0 },
      { at: 20000, do: 'save-by-rename', box: 0, path: '/register', content: 'register 0.1' },
      { at: 24000, do: 'linked', box: 0 },
    ],
  },
  {
    that: 'what a power cut left of a file replaces nothing where a folder stood at the first look',
    seed: 83072,
    events: [
      { at: 901, do: 'careless-write', box: 0, path: '/Ä.txt/Ä.txt', content: 'careless 0.2' },
      { at: 4623, do: 'write', box: 2, path: '/b/b/Ä.txt', content: '2.45' },
      { at: 4743, do: 'careless-write', box: 2, path: '/a/B', content: 'careless 2.3' },
      { at: 6455, do: 'careless-write', box: 2, path: '/Ä.txt/Ä.txt', content: 'careless 2.2' },
      { at: 6752, do: 'write', box: undefined, path: '/b', content: '3.74' },
      { at: 6884, do: 'write', box: undefined, path: '/Ä.txt/b', content: '3.77' },
      { at: 9298, do: 'move', box: 2, path: '/a', to: '/A\u0308.txt' },
      { at: 19435, do: 'delete', box: 2, path: '/Ä.txt/b' },
      { at: 27390, do: 'careless-write', box: 2, path: '/Ä.txt/b/b', content: 'careless 2.1' },
      { at: 27690, do: 'power-loss', box: 2 },
      { at: 29779, do: 'start', box: 2 },
      { at: 30258, do: 'power-loss', box: 1 },
    ],
  },
  {
    that: 'an upload that ends while a listing of Dropbox has begun leaves nothing in it that was moved away before its page',
    seed: 600263,
    drawn: true,
    events: [
      { at: 217, do: 'careless-write', box: 0, path: '/b/b/b', content: 'careless 0.1' },
      { at: 1553, do: 'write', box: 1, path: '/a/Ä.txt', content: '1.17' },
      { at: 2335, do: 'careless-write', box: 2, path: '/b/a', content: 'careless 2.5' },
      { at: 3748, do: 'save-by-rename', box: 0, path: '/a/a', content: '0.7' },
      { at: 5078, do: 'cursor-reset' },
      { at: 5443, do: 'careless-write', box: 2, path: '/Ä.TXT', content: 'careless 2.4' },
      { at: 5709, do: 'careless-write', box: 2, path: '/a/b', content: 'careless 2.3' },
      { at: 6663, do: 'folder', box: undefined, path: '/b/b' },
      { at: 7129, do: 'write', box: undefined, path: '/register', content: 'register 3.0' },
      { at: 9613, do: 'cursor-reset' },
      { at: 13199, do: 'write', box: 0, path: '/b/a', content: '0.1' },
      { at: 14094, do: 'move', box: 1, path: '/b', to: '/Ä.txt\\' },
      { at: 24375, do: 'save-by-rename', box: 0, path: '/register', content: 'register 0.2' },
    ],
  },
  {
    that: 'what a long plan wants to fetch is not fetched again once it has come, and was deleted by a person',
    seed: 588,
    drawn: true,
    events: [
      { at: 1408, do: 'write', box: 0, path: '/a/Ä.txt', content: '0.29' },
      { at: 1793, do: 'write', box: 2, path: '/register', content: 'register 2.2' },
      { at: 1876, do: 'link', box: 2, path: '/b', workspace: 'one' },
      { at: 3489, do: 'save-by-rename', box: 2, path: '/b/Ä.txt', content: '2.62' },
      { at: 4979, do: 'write', box: 1, path: '/Ä.txt/Ä.txt', content: '1.35' },
      { at: 6175, do: 'append', box: 0, path: '/Ä.txt/b', content: '0.14' },
      { at: 6339, do: 'write', box: undefined, path: '/register', content: 'register 3.2' },
      { at: 21801, do: 'delete', box: 0, path: '/register' },
    ],
  },
  {
    that: 'what was fetched since a power cut, and is deleted by a person, stays deleted',
    seed: 1215,
    drawn: true,
    events: [
      { at: 281, do: 'cursor-reset' },
      { at: 496, do: 'folder', box: 0, path: '/b/A' },
      { at: 670, do: 'append', box: 1, path: '/Ä.txt', content: '1.50' },
      { at: 1748, do: 'folder', box: 0, path: '/Ä.txt' },
      { at: 2790, do: 'append', box: 1, path: '/A/b', content: '1.27' },
      { at: 6627, do: 'careless-write', box: 1, path: '/a', content: 'careless 1.1' },
      { at: 8382, do: 'clock', by: 86400000 },
      { at: 9212, do: 'write', box: 0, path: '/a', content: '0.17' },
      { at: 11213, do: 'write', box: 0, path: '/Ä.txt/a', content: '0.23' },
      { at: 13123, do: 'careless-write', box: 1, path: '/b/b', content: 'careless 1.2' },
      { at: 13408, do: 'careless-write', box: 0, path: '/b/Ä.txt', content: 'careless 0.2' },
      { at: 13519, do: 'stop', box: 1 },
      { at: 15881, do: 'careless-write', box: 0, path: '/Ä.txt/b', content: 'careless 0.1' },
      { at: 21593, do: 'start', box: 1 },
      { at: 22877, do: 'kill', box: 1 },
      { at: 23791, do: 'write', box: 0, path: '/b/b', content: '0.20' },
      { at: 28186, do: 'start', box: 1 },
      { at: 31817, do: 'power-loss', box: 1 },
      { at: 32111, do: 'write', box: 1, path: '/register', content: 'register 1.2' },
      { at: 33224, do: 'write', box: undefined, path: '/register', content: 'register 2.0' },
      { at: 34587, do: 'write', box: 1, path: '/a', content: '1.34' },
      { at: 34992, do: 'watch', box: 1, hearing: 'lost', duration: 7220 },
      { at: 37881, do: 'start', box: 1 },
      { at: 55540, do: 'delete', box: 1, path: '/register' },
    ],
  },
  {
    that: 'a folder that could not be read for a moment does not begin anew when that is approved',
    seed: 1524,
    drawn: true,
    events: [
      { at: 19107, do: 'write', box: undefined, path: '/register', content: 'register 1.1' },
      { at: 49167, do: 'power-loss', box: 0 },
      { at: 51769, do: 'start', box: 0 },
      { at: 53086, do: 'cursor-reset' },
      { at: 60421, do: 'write', box: undefined, path: '/register', content: 'register 1.0' },
      { at: 66314, do: 'disk-fault', box: 0, call: 'openFile', code: 'no-permission', count: 3 },
      { at: 67629, do: 'move', box: 0, path: '/a\\', to: '/Ä.txt' },
    ],
  },
  {
    that: 'a marker that was moved on though the disk told an error is no restored one',
    seed: 9620,
    drawn: true,
    events: [
      { at: 6241, do: 'cursor-reset' },
      { at: 10403, do: 'write', box: undefined, path: '/register', content: 'register 2.0' },
      { at: 11847, do: 'save-by-rename', box: 0, path: '/register', content: 'register 0.0' },
      { at: 49187, do: 'kill', box: 0 },
      { at: 52433, do: 'disk-fault', box: 0, call: 'openFolder', code: 'too-many-open', count: 1 },
      { at: 53130, do: 'start', box: 0 },
      { at: 53432, do: 'delete', box: 0, path: '/register' },
    ],
  },
]

for (const { that, seed, events, drawn } of found) {
  test(that, async (t) => {
    const habits = drawn ? {} : { habits: usualHabits }
    t.deepEqual((await runWorld(seed, { events, ...habits })).violations, [])
  })
}
