import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { unlinkedBox } from './linked-box.ts'

const said = (stdout: string) => ({ stdout, stderr: '', exitCode: 0 })

test('autostart puts Dropbox among what starts at boot, and takes it out again', async (t) => {
  const box = await unlinkedBox(t)
  const script = join(box.home, 'startup.sh')
  t.deepEqual(await box.here('autostart'), said('off'))
  t.deepEqual(await box.here('autostart', 'y'), said(`Dropbox starts when this computer boots (${script}).`))
  t.regex(readFileSync(script, 'utf8'), /parts" autostart/)
  t.deepEqual(await box.parts('autostart', 'list'), said('dropbox'))
  t.deepEqual(await box.here('autostart'), said('on'))
  t.deepEqual(await box.here('autostart', '--json'), said('{"autostart":true}'))
  t.deepEqual(await box.here('autostart', 'no'), said('Dropbox no longer starts when this computer boots.'))
  t.false(existsSync(script))
  t.is((await box.here('autostart', 'perhaps')).exitCode, 2)
})

test('lansync and update say what they mean here, and change nothing', async (t) => {
  const box = await unlinkedBox(t)
  for (const words of [[], ['y'], ['n']])
    t.regex(
      (await box.here('lansync', ...words)).stdout,
      /^There is no LAN sync here: .* Nothing was changed\.$/,
    )
  t.deepEqual(await box.here('lansync', '--json'), said('{"lansync":false}'))
  t.is((await box.here('lansync', 'x')).exitCode, 2)
  t.regex(
    (await box.here('update')).stdout,
    /^This is version \S+\. .*\n {2}\$ npm install -g box-parts@latest\n {2}\$ parts upgrade$/,
  )
  t.like(JSON.parse((await box.here('update', '--json')).stdout), { commands: { 1: 'parts upgrade' } })
})
