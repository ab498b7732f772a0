import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { type Adopting, adopt, isAlmostAdopted } from '../../../runtime/agent/adopt.ts'
import { forgetRan } from '../../../runtime/agent/adoption-file.ts'
import { isRunning } from '../../../runtime/agent/running.ts'
import { stopAgent } from '../../../runtime/agent/stop.ts'
import { nodeFiles } from '../../../runtime/local/node-files.ts'
import { DiskError } from '../../../runtime/ports/files.ts'
import { openStore } from '../../../runtime/store/store.ts'
import { hookedFiles } from '../local/hooked-files.ts'
import { stubCommand, stubEnvironment, temporaryHome } from './home.ts'

const files = nodeFiles()

/** A folder of the Dropbox folder with a file in it, and where it is to go. */
function thesisIn(home: string): Adopting['request'] {
  const request = { folder: join(home, 'Dropbox'), name: 'thesis', target: join(home, 'workspace') }
  mkdirSync(join(request.folder, request.name), { recursive: true })
  writeFileSync(join(request.folder, request.name, 'notes'), 'notes')
  return request
}

function adopting(request: Adopting['request'], other: Partial<Adopting> = {}): Adopting {
  return {
    ...{ files, request, boxName: 'box', moved: () => undefined },
    start: { command: stubCommand, environment: stubEnvironment('well') },
    notStarted: (error) => {
      throw error
    },
    ...other,
  }
}

for (const moment of ['before the link', 'after the link'])
  test(`an adoption that was killed right ${moment} is completed when it is done again, and the agent that ran goes on`, async (t) => {
    const { paths, start } = await temporaryHome(t)
    const request = thesisIn(paths.home)
    const { folder, name, target } = request
    await start()
    const program = join(import.meta.dirname, 'adopt-killed.ts')
    const killed = spawn(process.execPath, [program, folder, name, target, moment], {
      env: { ...process.env, HOME: paths.home },
      stdio: 'inherit',
    })
    t.deepEqual(await once(killed, 'exit'), [null, 'SIGKILL'])
    t.false(await isRunning(paths))
    t.is(existsSync(join(folder, name)), moment === 'after the link')

    t.true(await isAlmostAdopted(paths, files, request))
    await adopt(paths, adopting(request))
    t.true(await isRunning(paths))
    t.is(readlinkSync(join(folder, name)), target)
    t.is(readFileSync(join(target, 'notes'), 'utf8'), 'notes')
    t.false(existsSync(paths.adoptionFile))
    t.false(await isAlmostAdopted(paths, files, request))
    await stopAgent(paths)
    const store = openStore(paths.indexFile)
    t.true(store.wanted('/thesis'))
    store.close()
  })

test('an adoption that fails is told, and so is an agent that does not start after it', async (t) => {
  const { paths, start } = await temporaryHome(t)
  const request = thesisIn(paths.home)
  await start()
  const full = hookedFiles(files, ({ name }) => {
    if (name === 'link') throw new DiskError('no-space', '/box')
  })
  let told: unknown
  const failing = adopting(request, {
    files: full,
    start: { command: stubCommand, environment: stubEnvironment('not-linked') },
    notStarted: (error) => {
      told = error
    },
  })
  await t.throwsAsync(adopt(paths, failing), { instanceOf: DiskError, code: 'no-space' })
  t.regex(String(told), /This computer is not linked/)
  t.true(existsSync(join(request.folder, 'thesis', 'notes')))

  // It is to run again after the next try, unless somebody stops it meanwhile.
  await forgetRan(paths)
  await adopt(paths, adopting(request))
  t.false(await isRunning(paths))
  t.is(readFileSync(join(request.target, 'notes'), 'utf8'), 'notes')
})
