import { existsSync } from 'node:fs'
import { appendFile, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { filesBelow, sameFiles } from '../files.ts'
import { announce, type Scene, tell } from '../stage.ts'
import { untilSynced } from '../wait.ts'

/** Changes files on the box and, at the same time, in Dropbox. */
export const bothSides: Scene = async (stage) => {
  const { box, other } = stage
  const { workspace } = box
  announce(stage, 'Files change on both sides')
  const letter = 'Written on another computer. ☕\n'

  await writeFile(join(workspace, 'idea.md'), 'Written on the box.\n')
  await appendFile(join(workspace, 'LICENSE'), '\nEdited on the box.\n')
  await rename(join(workspace, 'templates'), join(workspace, 'patterns'))
  await rm(join(workspace, 'package.json'))
  await other.write('/myproject/Grüße/letter.txt', letter)
  await other.move('/myproject/emulator', '/myproject/cloud')
  await other.write('/Not chosen/film.mp4', 'stays in Dropbox, since nobody asked for it')

  const letterOnBox = join(workspace, 'Grüße', 'letter.txt')
  const duration = await untilSynced(
    stage,
    async () =>
      existsSync(letterOnBox) &&
      (await readFile(letterOnBox, 'utf8')) === letter &&
      !existsSync(join(workspace, 'emulator')) &&
      sameFiles('/myproject', filesBelow(workspace), await other.list('/myproject')),
  )
  tell(
    stage,
    'on the box: idea.md written, LICENSE edited, templates/ renamed to patterns/, package.json deleted',
  )
  tell(stage, 'in Dropbox: Grüße/letter.txt written, emulator/ renamed to cloud/')
  tell(stage, 'in Dropbox: Not chosen/film.mp4 written; it stays there, since nobody chose it')
  tell(stage, `Up to date: both sides hold the same ${filesBelow(workspace).size} files`, duration)
}
