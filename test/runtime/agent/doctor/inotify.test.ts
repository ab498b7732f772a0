import test from 'ava'
import { checkInotify } from '../../../../runtime/agent/doctor/inotify.ts'
import { sound, verdicts } from './findings.ts'

test('the probe of each folder tells how fast changes are seen', async (t) => {
  const probes: Readonly<Record<string, number | undefined>> = { '/a': 3, '/b': undefined, '/c': 2_000 }
  const folders = [...Object.keys(probes), '/d'].map((folder) => ({ root: folder, folder }))
  const found = await checkInotify(
    [...folders, { root: '/e', folder: undefined }],
    async (folder) => {
      if (folder === '/d') throw new Error("EROFS: read-only file system, open '/d/probe'")
      return probes[folder]
    },
    'the limit fs.inotify.max_user_watches is reached',
  )
  t.is(verdicts(found), 'ok warning warning wrong warning warning')
  t.is(found[4]?.found, '/e was not probed: there is no .dropbox.cache in it.')
  sound(t, found)
})
