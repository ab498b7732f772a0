import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { nodeFiles } from '../../../runtime/local/node-files.ts'
import { type Hook, hookedFiles } from '../local/hooked-files.ts'
import { remoteSide } from './remote-side.ts'
import { createBox, emulatorFor, type TestBox } from './test-box.ts'

/** Deletes a file as soon as it stands in its place, before the index knows of it, and lets the box look; gives what is to go by before a call on the disk. */
type Meddler = (paper: string, box: () => TestBox) => Hook

/** The look has ended when the index learns of the file. */
const lookBefore: Meddler = (paper, box) => {
  let isDeleted = false
  return async ({ name, path }) => {
    if (isDeleted || name !== 'folder.sync' || !path.endsWith('/docs') || !existsSync(paper)) return
    isDeleted = true
    rmSync(paper)
    await box().engine.rescan()
  }
}

/** The look has listed the folder by then, and is told to the index after that. */
const lookBetween: Meddler = (paper, box) => {
  let stage: 'waiting' | 'deleted' | 'listing' | 'listed' = 'waiting'
  const listed = Promise.withResolvers<void>()
  return async ({ name, path }) => {
    if (!path.endsWith('/docs')) return
    if (stage === 'waiting' && name === 'folder.sync' && existsSync(paper)) {
      stage = 'deleted'
      rmSync(paper)
      box().engine.look()
      await listed.promise
    } else if (stage === 'deleted' && name === 'list') stage = 'listing'
    else if (stage === 'listing' && name === 'lstat') {
      stage = 'listed'
      listed.resolve()
      await box().told('downloaded', '/docs/paper')
    }
  }
}

for (const [when, meddler] of [
  ['before the index knows of it', lookBefore],
  ['while the index learns of it', lookBetween],
] as const)
  test(`a file that is deleted as soon as it came down, and looked for ${when}, is deleted in Dropbox, without a scan of everything`, async (t) => {
    const emulator = await emulatorFor(t)
    const cloud = remoteSide(emulator)
    await cloud.write('/docs/other', 'another one')
    let hook: Hook = () => undefined
    const box = createBox(t, emulator, { files: hookedFiles(nodeFiles(), (call) => hook(call)) })
    box.start()
    await box.settle()
    hook = meddler(join(box.folder, 'docs', 'paper'), () => box)
    await cloud.write('/docs/paper', 'a paper')
    await box.told('downloaded', '/docs/paper')
    await box.told('deleted in Dropbox', '/docs/paper')
    t.false(existsSync(join(box.folder, 'docs', 'paper')))
    t.deepEqual(Object.keys(await cloud.listing('/docs')), ['other'])
  })
