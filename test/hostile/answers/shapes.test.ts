import test from 'ava'
import { type Cloud, CloudError } from '../../../runtime/ports/cloud.ts'
import { fileToUpload, uploaded } from '../../runtime/cloud/cloud-calls.ts'
import { scriptedDropbox } from '../../runtime/cloud/scripted-dropbox.ts'
import { content, described, downloaded, file, never } from './download.ts'

/** Everything that can be asked of Dropbox, each of which gives something or throws. */
const calls: Readonly<Record<string, (cloud: Cloud) => Promise<unknown>>> = {
  account: (cloud) => cloud.account(),
  space: (cloud) => cloud.space(),
  listing: (cloud) => cloud.changes(undefined),
  changes: (cloud) => cloud.changes('c'),
  waiting: (cloud) => cloud.waitForChange('c', never),
  'a download': async (cloud) => (await downloaded(cloud)).outcome,
  'a folder': (cloud) => cloud.createFolders(['/a']),
  folders: (cloud) => cloud.createFolders(['/a', '/b']),
  'a deletion': (cloud) => cloud.deleteFiles([{ path: '/a', rev: file.rev }]),
  deletions: (cloud) =>
    cloud.deleteFiles([
      { path: '/a', rev: file.rev },
      { path: '/b', rev: file.rev },
    ]),
  'the deletion of a folder': (cloud) => cloud.deleteEmptyFolder('/a'),
  'a move': (cloud) => cloud.move('/a', '/b'),
  'a rename by case': (cloud) => cloud.move('/a', '/A'),
  'an upload': (cloud) => uploaded(cloud, [fileToUpload('/a', content)]),
  uploads: (cloud) =>
    uploaded(
      cloud,
      ['/a', '/b', '/c'].map((path) => fileToUpload(path, content)),
    ),
}

const nested = `${'{".tag":"path","path":'.repeat(20_000)}null${'}'.repeat(20_000)}`
const shallow = `${'[{"a":'.repeat(5_000)}1${'}]'.repeat(5_000)}`

/** What no answer of Dropbox looks like. */
const shapes: Readonly<Record<string, string>> = {
  null: 'null',
  'a list': '[]',
  'a number': '1e308',
  'an empty object': '{}',
  'nothing at all': '',
  HTML: '<html><body>Sign in to HotelNet</body></html>',
  'JSON that ends early': '{"entries": [{"name": "a',
  'lists where objects should be':
    '{"entries":[[[]]],"cursor":[],"has_more":[],"metadata":[],"session_ids":[[]]}',
  'nulls everywhere':
    '{"entries":null,"cursor":null,"has_more":null,"metadata":null,".tag":null,"error":null}',
  'entries that are null':
    '{"entries":[null],"cursor":"c","has_more":false,"metadata":null,".tag":"complete"}',
  'entries of no kind':
    '{"entries":[{},{}],"cursor":"c","has_more":false,"metadata":{".tag":"file"},".tag":"x"}',
  'wrong types':
    '{"entries":[{".tag":1}],"cursor":1,"has_more":"yes","changes":1,"used":-1,"allocation":0,"account_id":{},"session_ids":{"length":3}}',
  'huge numbers':
    '{"used":1e400,"allocation":{".tag":"individual","allocated":1e400},"entries":[{".tag":"file","name":"a","path_lower":"/a","size":1e400}],"cursor":"c","has_more":false,"changes":true,"backoff":1e400}',
  'keys of prototypes':
    '{"__proto__":{"entries":[],"cursor":"c","has_more":false,"changes":true},"constructor":{"prototype":{"polluted":1}}}',
  'tags of prototypes':
    '{"error":{".tag":"__proto__","__proto__":{".tag":"constructor"}},"error_summary":"x"}',
  'objects without end': `{"error":${nested},"error_summary":"x","entries":${nested}}`,
  'lists without end': shallow,
  'more results than were asked for': `{".tag":"complete","entries":${JSON.stringify(Array(50).fill({ '.tag': 'success', metadata: described }))}}`,
  'no result at all': '{".tag":"complete","entries":[]}',
  'success without anything':
    '{".tag":"complete","entries":[{".tag":"success"},{".tag":"success"},{".tag":"success"}],"session_ids":["a","a","a"]}',
  'another path than was asked about': `{".tag":"complete","metadata":${JSON.stringify({ '.tag': 'file', ...described, path_lower: '/../x' })},"entries":[]}`,
}

function isUsable(outcome: unknown): boolean {
  if (outcome instanceof Error) return outcome instanceof CloudError
  return true
}

for (const status of [200, 409])
  test(`whatever an answer of status ${status} holds, a call gives something of use or throws a CloudError`, async (t) => {
    for (const [shape, text] of Object.entries(shapes)) {
      const dropbox = await scriptedDropbox(t, () => ({ status, text }))
      for (const [name, call] of Object.entries(calls)) {
        const outcome = await call(dropbox.cloud()).catch((error: unknown) => error)
        t.true(isUsable(outcome), `${name}, ${shape}: ${String(outcome)} ${(outcome as Error).stack}`)
      }
    }
    t.is(({} as { polluted?: unknown }).polluted, undefined)
  })
