import type { Story } from '../story.ts'

const withFile: Story['before'] = async ({ here, synced }) => {
  here.save('/folder/f', 'from the start')
  here.save('/folder/other', 'other')
  await synced()
}

/** Both sides change the same thing. */
export const meetings: readonly Story[] = [
  {
    name: 'a file is edited on both sides',
    before: withFile,
    acts: [
      ({ here, cloud }) => {
        here.save('/folder/f', 'as here')
        cloud.write('/folder/f', 'as in Dropbox')
      },
    ],
  },
  {
    name: 'a file gets the same content on both sides',
    before: withFile,
    acts: [
      ({ here, cloud }) => {
        here.save('/folder/f', 'the same')
        cloud.write('/folder/f', 'the same')
      },
    ],
  },
  {
    name: 'a new file appears on both sides with other content',
    before: withFile,
    acts: [
      ({ here, cloud }) => {
        here.save('/new', 'as here')
        cloud.write('/new', 'as in Dropbox')
      },
    ],
  },
  {
    name: 'a file is edited here and deleted in Dropbox',
    before: withFile,
    acts: [
      ({ here, cloud }) => {
        here.save('/folder/f', 'as here')
        cloud.remove('/folder/f')
      },
    ],
  },
  {
    name: 'a file is deleted here and edited in Dropbox',
    before: withFile,
    acts: [
      ({ here, cloud }) => {
        here.remove('/folder/f')
        cloud.write('/folder/f', 'as in Dropbox')
      },
    ],
  },
  {
    name: 'a folder is deleted here while a file comes into it in Dropbox',
    before: withFile,
    acts: [
      ({ here, cloud }) => {
        here.remove('/folder')
        cloud.write('/folder/new', 'new')
      },
    ],
  },
  {
    name: 'a folder is deleted in Dropbox while a file comes into it here',
    before: withFile,
    acts: [
      ({ here, cloud }) => {
        cloud.remove('/folder')
        here.save('/folder/new', 'new')
      },
    ],
  },
  {
    name: 'a file is renamed differently on both sides',
    before: withFile,
    acts: [
      ({ here, cloud }) => {
        here.move('/folder/f', '/folder/here')
        cloud.move('/folder/f', '/folder/cloud')
      },
    ],
    ends: 'whose rename counts depends on who is seen first',
  },
  {
    name: 'a file appears here where a folder appears in Dropbox',
    before: withFile,
    acts: [
      ({ here, cloud }) => {
        here.save('/new', 'a file')
        cloud.write('/new/inside', 'in a folder')
      },
    ],
  },
  {
    name: 'a folder appears here where a file appears in Dropbox',
    before: withFile,
    acts: [
      ({ here, cloud }) => {
        here.save('/new/inside', 'in a folder')
        cloud.write('/new', 'a file')
      },
    ],
  },
  {
    name: 'names that differ by case appear on both sides',
    before: withFile,
    acts: [
      ({ here, cloud }) => {
        here.save('/New', 'as here')
        cloud.write('/new', 'as in Dropbox')
      },
    ],
  },
  {
    name: 'two boxes edit a file',
    boxes: 2,
    before: withFile,
    acts: [
      ({ here, there }) => {
        here.save('/folder/f', 'as here')
        there.save('/folder/f', 'as there')
      },
    ],
    ends: 'who comes first keeps the name',
  },
  {
    name: 'a box moves a folder while another fills it',
    boxes: 2,
    before: withFile,
    acts: [
      ({ here, there }) => {
        here.move('/folder', '/moved')
        there.save('/folder/new', 'new')
      },
    ],
    ends: 'what comes into the folder before it is moved moves along',
  },
  {
    name: 'two boxes delete each the other half',
    boxes: 2,
    before: withFile,
    acts: [
      ({ here, there }) => {
        here.remove('/folder/f')
        there.remove('/folder/other')
      },
    ],
  },
]
