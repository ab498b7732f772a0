import test from 'ava'
import { remoteHere } from './remote-here.ts'

const future = Date.parse('2099-01-02T03:04:05Z')

test('a link is made once, told of again, listed and ended', async (t) => {
  const { access, put } = await remoteHere(t)
  await put('/F/a.txt', 'x')
  const first = await access.createLink('/f/a.txt', {})
  if (!first.ok) return t.fail(JSON.stringify(first))
  t.like(first.value, { made: 'new', link: { kind: 'file', path: '/f/a.txt', password: false } })
  t.deepEqual(await access.createLink('/F/a.txt', {}), {
    ok: true,
    value: { link: first.value.link, made: 'as-it-was' },
  })
  t.like(await access.createLink('/F', {}), { value: { link: { kind: 'folder' } } })
  t.like(await access.links('/F/a.txt'), { ok: true, value: [first.value.link] })
  const all = await access.links(undefined)
  t.is(all.ok && all.value.length, 2)
  t.deepEqual(await access.revokeLink(first.value.link.url), { ok: true, value: null })
  t.deepEqual(await access.links('/F/a.txt'), { ok: true, value: [] })
})

test('a link is made, and ended, also when the answer is lost', async (t) => {
  const { access, emulator, put } = await remoteHere(t)
  await put('/a.txt', 'x')
  emulator.configure({ faults: [{ route: 'sharing/*', kind: 'lost', count: 1 }] })
  const made = await access.createLink('/a.txt', {})
  if (!made.ok) return t.fail(JSON.stringify(made))
  emulator.configure({ faults: [{ route: 'sharing/*', kind: 'lost', count: 1 }] })
  t.deepEqual(await access.revokeLink(made.value.link.url), { ok: true, value: null })
  t.deepEqual(await access.links('/a.txt'), { ok: true, value: [] })
})

test('what Dropbox refuses is told apart', async (t) => {
  const { access, put } = await remoteHere(t)
  await put('/a.txt', 'x')
  const refused = (reason: string) => ({ ok: false, refusal: { reason } }) as const
  t.deepEqual(await access.createLink('/none', {}), refused('missing'))
  t.deepEqual(await access.createLink('/a.txt', { expires: future }), refused('not-allowed'))
  t.deepEqual(await access.createLink('/a.txt', { password: 'sesame' }), refused('not-allowed'))
  await access.createLink('/a.txt', {})
  t.deepEqual(await access.createLink('/a.txt', { expires: future }), refused('not-allowed'))
  t.deepEqual(await access.links('/none'), refused('missing'))
  t.deepEqual(await access.revokeLink('https://www.dropbox.com/scl/fi/0/x?rlkey=0'), refused('missing'))
  t.deepEqual(await access.revokeLink('nonsense'), refused('missing'))
})
