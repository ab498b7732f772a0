import test from 'ava'
import { describeDropboxFailure } from '../../../cli/dropbox/failure.ts'
import { UsageError } from '../../../cli/terminal/errors.ts'
import { CloudError } from '../../../runtime/ports/cloud.ts'
import { DiskError } from '../../../runtime/ports/files.ts'

test('a permission that the app lacks is told with where to tick it', (t) => {
  const error = new CloudError('app-refused', 'The Dropbox app lacks permissions: files.content.read', {
    data: { missing: ['files.content.read'] },
  })
  t.deepEqual(describeDropboxFailure(error), {
    text: 'The Dropbox app lacks permissions: files.content.read. Tick it in the app\'s tab "Permissions" at https://www.dropbox.com/developers/apps, then run "dropbox_init" again.',
    exitCode: 1,
  })
})

test('an app that Dropbox does not know is told with where its key comes from', (t) => {
  const error = new CloudError('app-refused', 'Dropbox does not know this app key')
  t.regex(describeDropboxFailure(error).text, /^Dropbox does not know this app key\. .*DROPBOX_APP_KEY/)
})

test('a disk names the path and what to do', (t) => {
  t.is(
    describeDropboxFailure(new DiskError('no-space', '/home/box/Dropbox')).text,
    '/home/box/Dropbox: the disk is full. Free some space on it.',
  )
})

test('a path cannot forge lines', (t) => {
  const { text } = describeDropboxFailure(new DiskError('missing', '/a\nDropbox is fine'))
  t.is(text, '/a\\nDropbox is fine: it is not there. Check whether it was moved, or its disk is not mounted.')
})

test('a read-only disk is told as one, with what the system said left out', (t) => {
  const error = new DiskError('read-only', '/data', {
    errno: 'EROFS',
    message: 'EROFS: read-only file system',
  })
  t.regex(describeDropboxFailure(error).text, /^\/data: it is on a disk that is read-only\. Mount/)
})

test('wrong usage keeps its own exit code', (t) => {
  t.deepEqual(describeDropboxFailure(new UsageError('Say which.')), { text: 'Say which.', exitCode: 2 })
})
