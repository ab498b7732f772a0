import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import test from 'ava'
import { newFileThread } from '../../../../runtime/local/node/new-file-thread.ts'
import { nodeFiles } from '../../../../runtime/local/node-files.ts'
import { newFileWriter } from '../../../../runtime/local/staging/new-file-writer.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const here = newFileWriter(nodeFiles())
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
        })),
      )
    const outcomes = await Promise.all([write(0), write(20), write(40)])
    t.deepEqual(outcomes.flat(), new Array(60).fill(undefined))
    for (let number = 0; number < 60; number++)
      t.deepEqual(readFileSync(`${folder}/${number}`), contentOf(number))
  })

  test(`what is there already is told and left as it is, and what cannot be made is told, ${name}`, async (t) => {
    const folder = await temporaryFolder(t)
    writeFileSync(`${folder}/taken`, 'mine')
    const paths = ['taken', 'missing/new', ...'abcdefgh'].map((one) => `${folder}/${one}`)
    const outcomes = await open().write(paths.map((path) => ({ path, content: Buffer.from('new') })))
    t.deepEqual(
      outcomes.map((fault) => fault && [fault.code, fault.path, fault.errno]),
      [
        ['exists', `${folder}/taken`, 'EEXIST'],
        ['missing', `${folder}/missing/new`, 'ENOENT'],
        ...new Array<undefined>(8).fill(undefined),
      ],
    )
    t.is(readFileSync(`${folder}/taken`, 'utf8'), 'mine')
    t.deepEqual(readdirSync(folder).sort(), [...'abcdefgh', 'taken'])
  })
}
