import { execFileSync } from 'node:child_process'
import { linkSync, mkdirSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import test from 'ava'
import { describeProblem } from '../../runtime/engine/describe/problem.ts'
import { remoteSide } from '../runtime/engine/remote-side.ts'
import { createBox, emulatorFor } from '../runtime/engine/test-box.ts'

test('whatever stands in the Dropbox folder, what can sync does, and the rest is told', async (t) => {
  const emulator = await emulatorFor(t)
  const box = createBox(t, emulator)
  const { folder } = box
  mkdirSync(folder)
  // Paths of these cannot be given as a whole, neither to make nor to remove them.
  t.teardown(() => execFileSync('rm', ['-rf', folder]))
  execFileSync('mkdir', ['-p', Array(30).fill('d'.repeat(200)).join('/')], { cwd: folder })
  execFileSync('mkfifo', [join(folder, 'fifo')])
  const server = createServer().listen(join(folder, 'socket'))
  t.teardown(() => server.close())
  symlinkSync('loop', join(folder, 'loop'))
  symlinkSync('/', join(folder, 'everything'))
  writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xff, 0x41])]), 'not UTF-8')
  writeFileSync(join(folder, 'two\nlines'), 'x')
  writeFileSync(join(folder, 'Twin'), 'one')
  writeFileSync(join(folder, 'twin'), 'other')
  writeFileSync(join(folder, 'holes'), '')
  truncateSync(join(folder, 'holes'), 2 ** 41)
  writeFileSync(join(folder, 'linked'), 'hard')
  linkSync(join(folder, 'linked'), join(folder, 'linked too'))
  for (const [name, seconds] of [
    ['1601', -11_644_473_600],
    ['1969', -1.5],
    ['2500', 16_725_225_600],
  ] as const) {
    writeFileSync(join(folder, name), name)
    utimesSync(join(folder, name), seconds, seconds)
  }
  box.start()
  await box.settle()
  const sent = Object.keys(await remoteSide(emulator).listing())
  t.deepEqual(
    sent.filter((path) => !path.startsWith('d')),
    ['1601', '1969', '2500', 'Twin', 'linked', 'linked too'],
  )
  const problems = box.engine.problems().map((problem) => {
    const { text, advice } = describeProblem(problem)
    t.regex(`${text} ${advice}`, /^[A-Z].+\. .+\.$/s)
    const { why } = problem
    return [
      problem.path.startsWith('/d') ? '/d' : problem.path,
      why.reason === 'name' ? why.fault : why.reason,
    ]
  })
  t.deepEqual(Object.fromEntries(problems), {
    '/d': 'path-too-long',
    '/fifo': 'special-file',
    '/socket': 'special-file',
    '/loop': 'mapping-refused',
    '/everything': 'mapping-refused',
    '/\ufffdA': 'not-utf8',
    '/two\nlines': 'control-character',
    '/twin': 'case-clash',
    '/holes': 'too-large',
  })
})
