import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import test, { type ExecutionContext } from 'ava'
import { nodeFiles } from '../../../../runtime/local/node-files.ts'
import { establishRoot } from '../../../../runtime/local/roots/establish-root.ts'
import { type HintCollector, openHintDesk, readQueueLength } from '../../../../runtime/local/watch/hints.ts'
import { networkFileSystem, tellsOfChanges } from '../../../../runtime/local/watch/probe.ts'
import { watchFolders } from '../../../../runtime/local/watch/watch-folders.ts'
import { watchFailure } from '../../../../runtime/local/watch/watcher.ts'
import { watchWithChokidar } from '../../../../runtime/local/watch/with-chokidar.ts'
import type { Hint, Watching } from '../../../../runtime/ports/watch.ts'
import { temporaryFolder } from '../temporary-folder.ts'

/** A watched folder, and the hints that came. */
async function watched(
  t: ExecutionContext,
  options: { chokidarUpTo: number; queueLength?: number; prepare?: (root: string) => void },
): Promise<{
  root: string
  watching: Watching
  until: (wanted: (hint: Hint) => boolean) => Promise<Hint>
  hints: Hint[]
}> {
  const root = await temporaryFolder(t)
  await establishRoot(nodeFiles(), root, { identity: 'a', generation: 1 })
  options.prepare?.(root)
  const hints: Hint[] = []
  let arrived = (): void => undefined
  const watching = await watchFolders(options).watch(root, {
    ignored: (path) => path.endsWith('/node_modules'),
    hint(hint) {
      hints.push(hint)
      arrived()
    },
  })
  // Watches alone do not keep the process running.
  const running = setInterval(() => undefined, 60_000)
  t.teardown(async () => {
    clearInterval(running)
    await watching.close()
  })
  return {
    root,
    watching,
    hints,
    async until(wanted) {
      for (;;) {
        const found = hints.find(wanted)
        if (found !== undefined) return found
        await new Promise<void>((resolve) => {
          arrived = resolve
        })
      }
    },
  }
}

const folderHint = (path: string) => (hint: Hint) => hint.kind === 'folder' && hint.path === path

for (const [kind, chokidarUpTo] of [
  ['chokidar', 2000],
  ['a watch for each folder', 0],
] as const) {
  test(`${kind}: a change is hinted by its folder`, async (t) => {
    const { root, until, watching } = await watched(t, {
      chokidarUpTo,
      prepare: (folder) => mkdirSync(`${folder}/a/b`, { recursive: true }),
    })
    t.is(watching.shortfall, undefined)
    t.true(watching.folders >= 3)
    writeFileSync(`${root}/a/b/f`, '')
    await until(folderHint(`${root}/a/b`))
    rmSync(`${root}/a`, { recursive: true })
    await until(folderHint(root))
    t.pass()
  })

  test(`${kind}: a file in a folder that has just been made is hinted`, async (t) => {
    const { root, until } = await watched(t, { chokidarUpTo })
    mkdirSync(`${root}/new/deep`, { recursive: true })
    writeFileSync(`${root}/new/deep/f`, '')
    await until(folderHint(`${root}/new/deep`))
    writeFileSync(`${root}/g`, '')
    await until(folderHint(root))
    t.pass()
  })

  test(`${kind}: in a folder that was renamed, changes are hinted by its new name`, async (t) => {
    const { root, until, hints } = await watched(t, {
      chokidarUpTo,
      prepare: (folder) => mkdirSync(`${folder}/old/inner`, { recursive: true }),
    })
    renameSync(`${root}/old`, `${root}/new`)
    await until(folderHint(`${root}/new/inner`))
    hints.length = 0
    writeFileSync(`${root}/new/inner/f`, '')
    await until(folderHint(`${root}/new/inner`))
    t.pass()
  })

  test(`${kind}: what is ignored, and what belongs to us, is not hinted`, async (t) => {
    const { root, until, hints } = await watched(t, {
      chokidarUpTo,
      prepare: (folder) => mkdirSync(`${folder}/node_modules/x`, { recursive: true }),
    })
    writeFileSync(`${root}/node_modules/x/f`, '')
    writeFileSync(`${root}/.dropbox.cache/staging/f`, '')
    mkdirSync(`${root}/last`)
    writeFileSync(`${root}/last/f`, '')
    await until(folderHint(`${root}/last`))
    t.false(hints.some(({ path }) => path.includes('node_modules') || path.includes('.dropbox.cache')))
  })

  test(`${kind}: a flood of events is a hint for everything`, async (t) => {
    const { root, until } = await watched(t, { chokidarUpTo, queueLength: 20 })
    for (let index = 0; index < 100; index++) writeFileSync(`${root}/${index}`, '')
    t.deepEqual(await until(({ kind: hinted }) => hinted === 'everything'), {
      kind: 'everything',
      path: root,
    })
  })

  test(`${kind}: watches that are brought in line go on as before`, async (t) => {
    const { root, until, watching, hints } = await watched(t, {
      chokidarUpTo,
      prepare: (folder) => mkdirSync(`${folder}/a/b`, { recursive: true }),
    })
    const before = watching.folders
    await watching.reconcile()
    t.is(watching.folders, before)
    t.deepEqual(hints, [])
    writeFileSync(`${root}/a/b/f`, '')
    await until(folderHint(`${root}/a/b`))
  })

  test(`${kind}: nothing is hinted after closing`, async (t) => {
    const first = await watched(t, { chokidarUpTo })
    await first.watching.close()
    const second = await watched(t, { chokidarUpTo })
    writeFileSync(`${first.root}/f`, '')
    writeFileSync(`${second.root}/f`, '')
    await second.until(folderHint(second.root))
    t.deepEqual(first.hints, [])
  })
}

test('a tree that outgrows chokidar goes on being watched, after a look at everything', async (t) => {
  const { root, until, watching, hints } = await watched(t, { chokidarUpTo: 5 })
  mkdirSync(`${root}/many/inner`, { recursive: true })
  for (const name of ['a', 'b', 'c', 'd']) writeFileSync(`${root}/many/${name}`, name)
  t.deepEqual(await until(({ kind }) => kind === 'everything'), { kind: 'everything', path: root })
  hints.length = 0
  t.is(watching.folders, 3)
  writeFileSync(`${root}/many/inner/late`, 'late')
  await until(folderHint(`${root}/many/inner`))
  await watching.reconcile()
  t.is(watching.shortfall, undefined)
})

test('a root that is exchanged is a hint for everything', async (t) => {
  const { root, until } = await watched(t, { chokidarUpTo: 0 })
  t.teardown(() => rmSync(`${root}-gone`, { recursive: true, force: true }))
  renameSync(root, `${root}-gone`)
  mkdirSync(root)
  t.deepEqual(await until(({ kind }) => kind === 'everything'), { kind: 'everything', path: root })
})

test('events that a full queue lost concern every root', (t) => {
  const desk = openHintDesk(4)
  const { promise, resolve } = Promise.withResolvers<void>()
  const hints: Hint[] = []
  const one = desk.open('/one', (hint) => hints.push(hint))
  desk.open('/other', (hint) => {
    hints.push(hint)
    resolve()
  })
  for (const folder of ['/one/a', '/one/b', '/one/a']) one.touched(folder)
  return promise.then(() => {
    t.deepEqual(hints, [
      { kind: 'everything', path: '/one' },
      { kind: 'everything', path: '/other' },
    ])
  })
})

test('a folder that changes often is hinted once in a turn', async (t) => {
  const desk = openHintDesk(100)
  const { promise, resolve } = Promise.withResolvers<Hint>()
  const hints: Hint[] = []
  const collector = desk.open('/one', (hint) => {
    hints.push(hint)
    if (hint.path === '/one/last') resolve(hint)
  })
  for (let index = 0; index < 10; index++) collector.touched('/one/a')
  collector.touched('/one/last')
  await promise
  t.deepEqual(
    hints.map(({ path }) => path),
    ['/one/a', '/one/last'],
  )
})

test('the probe sees whether a file system tells of changes', async (t) => {
  const folder = await temporaryFolder(t)
  t.true(await tellsOfChanges(folder, 10_000))
  t.false(await tellsOfChanges(folder, 20, async () => undefined))
})

test('a root whose file system tells nothing says so', async (t) => {
  const root = await temporaryFolder(t)
  mkdirSync(`${root}/.dropbox.cache`)
  const watching = await watchFolders({ probe: async () => false }).watch(root, {
    ignored: () => false,
    hint: () => undefined,
  })
  t.teardown(() => watching.close())
  t.regex(watching.shortfall ?? '', /does not tell/)
})

test('a root that cannot be watched is watched by nothing, without an error', async (t) => {
  const root = await temporaryFolder(t)
  for (const chokidarUpTo of [0, 2000]) {
    const watching = await watchFolders({ chokidarUpTo }).watch(`${root}/nowhere`, {
      ignored: () => false,
      hint: () => undefined,
    })
    await watching.close()
  }
  t.pass()
})

test('the limits of the kernel are said as such, a folder that is gone is no failure', (t) => {
  const failure = (code: string) => watchFailure(Object.assign(new Error(code), { code }))
  t.regex(failure('ENOSPC') ?? '', /max_user_watches/)
  t.regex(failure('EMFILE') ?? '', /max_user_instances/)
  t.regex(failure('EACCES') ?? '', /EACCES/)
  t.is(failure('ENOENT'), undefined)
})

test('the length of the queue is read from the system', async (t) => {
  const folder = await temporaryFolder(t)
  writeFileSync(`${folder}/length`, '32768\n')
  t.is(readQueueLength(`${folder}/length`), 32_768)
  writeFileSync(`${folder}/length`, 'many')
  t.is(readQueueLength(`${folder}/length`), 16_384)
  t.is(readQueueLength(`${folder}/nowhere`), 16_384)
})

test('a disk of this machine is no network file system', async (t) => {
  t.is(networkFileSystem(await temporaryFolder(t)), undefined)
})

test('chokidar: many events at once are taken for the beginning of a large tree, one after the other are not', async (t) => {
  const root = await temporaryFolder(t)
  const { promise, resolve } = Promise.withResolvers<void>()
  let isOutgrown = false
  let told = (): void => undefined
  const hints: HintCollector = {
    counted: () => told(),
    touched: () => undefined,
    everything: () => undefined,
    close: () => undefined,
  }
  const watcher = await watchWithChokidar(
    { root, ignored: () => false, hints },
    {
      most: 300,
      outgrown() {
        isOutgrown = true
        resolve()
      },
    },
  )
  const running = setInterval(() => undefined, 60_000)
  t.teardown(async () => {
    clearInterval(running)
    await watcher.close()
  })
  const event = new Promise<void>((seen) => {
    told = seen
  })
  mkdirSync(`${root}/first`)
  await event
  t.false(isOutgrown)
  for (let index = 0; index < 40; index++) mkdirSync(`${root}/${index}`)
  await promise
  t.true(isOutgrown)
})
