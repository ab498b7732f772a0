import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import test from 'ava'
import { contentHashOf } from '../../../../runtime/core/content-hash.ts'
import { newFileThread } from '../../../../runtime/local/node/new-file-thread.ts'
import { nodeFiles } from '../../../../runtime/local/node-files.ts'
import { newFileWriter } from '../../../../runtime/local/staging/new-file-writer.ts'
import { DiskError } from '../../../../runtime/ports/files.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const here = newFileWriter(nodeFiles())
const modified = 1_500_000_000_250
const ofContent = (text: string) => ({
  content: Buffer.from(text),
  hash: contentHashOf(Buffer.from(text)),
  modified,
})
const nowhere = new URL('./there-is-no-such-program.js', import.meta.url)

const writers = {
  'in its own thread': () => here,
  'on another thread': () => newFileThread(here),
  'where no thread can be had': () => newFileThread(here, nowhere),
}

for (const [name, open] of Object.entries(writers)) {
  test(`many new files are written whole, ${name}`, async (t) => {
    const folder = await temporaryFolder(t)
    const writer = open()
    const contentOf = (number: number): Buffer => Buffer.alloc(number * 100, number)
    const write = async (from: number) =>
      writer.write(
        Array.from({ length: 20 }, (_, index) => ({
          path: `${folder}/${from + index}`,
          content: contentOf(from + index),
          hash: contentHashOf(contentOf(from + index)),
          modified: modified + from + index,
        })),
      )
    const outcomes = await Promise.all([write(0), write(20), write(40)])
    for (const [number, outcome] of outcomes.flat().entries()) {
      t.deepEqual(readFileSync(`${folder}/${number}`), contentOf(number))
      t.like(outcome, { kind: 'file', size: number * 100, inode: statSync(`${folder}/${number}`).ino })
      t.like(outcome, { modified: modified + number, links: 1 })
    }
  })

  test(`what is there already is told and left as it is, and what cannot be made is told, ${name}`, async (t) => {
    const folder = await temporaryFolder(t)
    writeFileSync(`${folder}/taken`, 'mine')
    const paths = ['taken', 'missing/new', ...'abcdefgh'].map((one) => `${folder}/${one}`)
    const outcomes = await open().write(paths.map((path) => ({ ...ofContent('new'), path })))
    t.deepEqual(
      outcomes.map((outcome) =>
        outcome instanceof DiskError ? [outcome.code, outcome.path, outcome.errno] : outcome.size,
      ),
      [
        ['exists', `${folder}/taken`, 'EEXIST'],
        ['missing', `${folder}/missing/new`, 'ENOENT'],
        ...new Array<number>(8).fill(3),
      ],
    )
    t.is(readFileSync(`${folder}/taken`, 'utf8'), 'mine')
    t.deepEqual(readdirSync(folder).sort(), [...'abcdefgh', 'taken'])
  })

  test(`of content that has another hash nothing is written, ${name}`, async (t) => {
    const folder = await temporaryFolder(t)
    const wanted = [...'abcdefgh'].map((one) => ({ ...ofContent(one), path: `${folder}/${one}` }))
    const outcomes = await open().write(
      wanted.map((file, index) => (index % 2 === 0 ? file : { ...file, content: Buffer.from('X') })),
    )
    t.deepEqual(
      outcomes.map((outcome) => (outcome instanceof DiskError ? [outcome.code, outcome.path] : outcome.size)),
      wanted.map(({ path }, index) => (index % 2 === 0 ? 1 : ['wrong-content', path])),
    )
    t.deepEqual(readdirSync(folder).sort(), [...'aceg'])
  })
}
