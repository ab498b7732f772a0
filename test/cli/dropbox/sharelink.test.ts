import test from 'ava'
import { inTerminal } from '../../installed/terminal.ts'
import { linkHere } from '../init/link-here.ts'
import { linkedBox, unlinkedBox } from './linked-box.ts'

const url = 'https://www\\.dropbox\\.com/scl/f[io]/\\S+'

test('a link is given, listed and ended; a Basic account is told what its plan does not allow', async (t) => {
  const box = await linkedBox(t)
  await box.put('/Photos/a b.jpg', 'x')
  const { stdout, stderr, exitCode } = await box.here('sharelink', '/Photos/a b.jpg')
  t.regex(stdout, new RegExp(`^${url}$`))
  t.deepEqual([stderr, exitCode], ['', 0])
  t.is((await box.here('sharelink', 'create', 'Dropbox/Photos/a b.jpg')).stdout, stdout)
  t.like(JSON.parse((await box.here('sharelink', '/Photos/a b.jpg', '--json')).stdout), {
    ...{ url: stdout, kind: 'file', path: '/Photos/a b.jpg', expires: null, password: false },
    made: 'as-it-was',
  })
  const deprecated = '"dropbox puburl" is of older versions, and may go: use "dropbox sharelink".'
  t.deepEqual(await box.here('puburl', 'Dropbox/Photos/a b.jpg'), { stdout, stderr: deprecated, exitCode: 0 })
  t.deepEqual(await box.here('puburl', '-q', '/Photos/a b.jpg'), { stdout, stderr: '', exitCode: 0 })
  t.like(JSON.parse((await box.here('puburl', '/Photos/a b.jpg', '--json')).stdout), { url: stdout })
  t.deepEqual((await box.here('puburl')).exitCode, 2)
  await box.here('sharelink', '/Photos')
  const listed = await box.here('sharelink', 'list')
  t.deepEqual(
    listed.stdout.split('\n').map((line) => line.replace(/^\S+ +/, '')),
    ['/photos/a b.jpg', '/photos'],
  )
  t.deepEqual(await box.here('sharelink', 'create', '/Photos', '--expires', '7d'), {
    stdout: '',
    stderr:
      'Your Dropbox plan, or your team, does not allow links with a password or an end: a Basic account has neither. "dropbox sharelink PATH" makes a link without.',
    exitCode: 1,
  })
  t.deepEqual(await box.here('sharelink', 'revoke', '/Photos/a b.jpg'), {
    stdout: `No longer leads anywhere: ${stdout}`,
    stderr: '',
    exitCode: 0,
  })
  t.deepEqual(JSON.parse((await box.here('sharelink', 'list', '/Photos/a b.jpg', '--json')).stdout), [])
  t.is((await box.here('sharelink', 'revoke', stdout)).exitCode, 1)

  const said = async (...words: string[]) => {
    const refused = await box.here('sharelink', ...words)
    t.deepEqual([refused.stdout, refused.exitCode], ['', 2])
    return refused.stderr
  }
  t.regex(await said(), /^Name a file or folder/)
  t.regex(await said('/'), /^The whole Dropbox cannot be shared\./)
  t.regex(await said('revoke', '/Photos/a b.jpg'), /^There is no link to/)
  t.regex(await said('create', '/Photos', '--expires', 'yesterday'), /^"yesterday" is no time to come\./)
  t.regex(await said('create', '/Photos', '--password'), /^A password is missing/)
  const missing = await box.here('sharelink', '/none')
  t.regex(missing.stderr, /^There is no "\/none" in Dropbox\. What was made on this computer/)
  t.is(missing.exitCode, 1)
})

test('a plan that allows it gives a link an end and a password, which no command line shows', async (t) => {
  const box = await unlinkedBox(t)
  const { id } = box.emulator.createAccount({ type: 'pro' })
  const { refresh_token, access_token } = box.emulator.issueToken({ account: id })
  await linkHere(['--yes'], { ...box.env, DROPBOX_REFRESH_TOKEN: refresh_token }, box.home)
  await fetch(`${box.emulator.url}/2/files/upload`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${access_token}`,
      'Content-Type': 'application/octet-stream',
      'Dropbox-API-Arg': JSON.stringify({ path: '/plan.txt' }),
    },
    body: 'secret',
  })
  const words = ['sharelink', 'create', '/plan.txt', '--expires', '2099-01-02T03:04Z', '--password', '--json']
  const made = await box.run('dropbox', words, { input: 'open sesame\n' })
  t.like(JSON.parse(made.stdout), { made: 'new', expires: Date.parse('2099-01-02T03:04Z'), password: true })
  t.regex(
    (await box.here('sharelink', 'list')).stdout,
    /\/plan\.txt {2}until 2099-01-0\d \d\d:04, with a password$/,
  )
  t.regex((await box.here('sharelink', '/plan.txt')).stdout, /\nIt was made before, and ends on 2099/)

  const terminal = await inTerminal(t, box, 'dropbox sharelink create /plan.txt --password')
  await terminal.shows('Password of the link')
  await terminal.type('other words')
  t.regex(await terminal.shows('***********'), /^(?!.*other words)/s)
  await terminal.press('Enter')
  t.is((await terminal.ended()).exitCode, 0)
  const follow = (link_password: string) =>
    fetch(`${box.emulator.url}/2/sharing/get_shared_link_file`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${access_token}`,
        'Dropbox-API-Arg': JSON.stringify({ url: JSON.parse(made.stdout).url, link_password }),
      },
    })
  t.is((await follow('open sesame')).status, 409)
  t.is(await (await follow('other words')).text(), 'secret')
})
