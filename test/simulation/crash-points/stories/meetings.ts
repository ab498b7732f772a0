import { beginningWith, type Story } from '../story.ts'

const meeting = beginningWith(async ({ here, synced }) => {
  here.save('/folder/f', 'from the start')
  here.save('/folder/other', 'other')
  await synced()
})

type File = readonly [path: string, content: string]

const bothWrite = (name: string, here: File, cloud: File): Story =>
  meeting(name, (scene) => {
    scene.here.save(...here)
    scene.cloud.write(...cloud)
  })

/** Both sides change the same thing. */
export const meetings: readonly Story[] = [
  bothWrite('a file is edited on both sides', ['/folder/f', 'as here'], ['/folder/f', 'as in Dropbox']),
  bothWrite(
    'a file gets the same content on both sides',
    ['/folder/f', 'the same'],
    ['/folder/f', 'the same'],
  ),
  bothWrite(
    'a new file appears on both sides with other content',
    ['/new', 'as here'],
    ['/new', 'as in Dropbox'],
  ),
  meeting('a file is edited here and deleted in Dropbox', ({ here, cloud }) => {
    here.save('/folder/f', 'as here')
    cloud.remove('/folder/f')
  }),
  meeting('a file is deleted here and edited in Dropbox', ({ here, cloud }) => {
    here.remove('/folder/f')
    cloud.write('/folder/f', 'as in Dropbox')
  }),
  meeting('a folder is deleted here while a file comes into it in Dropbox', ({ here, cloud }) => {
    here.remove('/folder')
    cloud.write('/folder/new', 'new')
  }),
  meeting('a folder is deleted in Dropbox while a file comes into it here', ({ here, cloud }) => {
    cloud.remove('/folder')
    here.save('/folder/new', 'new')
  }),
  meeting(
    'a file is renamed differently on both sides',
    ({ here, cloud }) => {
      here.move('/folder/f', '/folder/here')
      cloud.move('/folder/f', '/folder/cloud')
    },
    { ends: 'whose rename counts depends on who is seen first' },
  ),
  bothWrite(
    'a file appears here where a folder appears in Dropbox',
    ['/new', 'a file'],
    ['/new/inside', 'in a folder'],
  ),
  bothWrite(
    'a folder appears here where a file appears in Dropbox',
    ['/new/inside', 'in a folder'],
    ['/new', 'a file'],
  ),
  bothWrite('names that differ by case appear on both sides', ['/New', 'as here'], ['/new', 'as in Dropbox']),
  meeting(
    'two boxes edit a file',
    ({ here, there }) => {
      here.save('/folder/f', 'as here')
      there.save('/folder/f', 'as there')
    },
    { boxes: 2, ends: 'who comes first keeps the name' },
  ),
  meeting(
    'a box moves a folder while another fills it',
    ({ here, there }) => {
      here.move('/folder', '/moved')
      there.save('/folder/new', 'new')
    },
    { boxes: 2, ends: 'what comes into the folder before it is moved moves along' },
  ),
  meeting(
    'two boxes delete each the other half',
    ({ here, there }) => {
      here.remove('/folder/f')
      there.remove('/folder/other')
    },
    { boxes: 2 },
  ),
]
