import type { Story } from '../story.ts'

/** A folder with something in it, in sync. */
const withFolder: Story['before'] = async ({ here, synced }) => {
  here.save('/old/a', 'a')
  here.save('/old/inner/b', 'b')
  here.save('/other/c', 'c')
  await synced()
}

/** Files and folders get other names, or go. */
export const names: readonly Story[] = [
  {
    name: 'a file is renamed here',
    before: withFolder,
    acts: [({ here }) => here.move('/old/a', '/old/z')],
  },
  {
    name: 'a file is renamed in Dropbox',
    before: withFolder,
    acts: [({ cloud }) => cloud.move('/old/a', '/old/z')],
  },
  { name: 'a folder is renamed here', before: withFolder, acts: [({ here }) => here.move('/old', '/new')] },
  {
    name: 'a folder is renamed in Dropbox',
    before: withFolder,
    acts: [({ cloud }) => cloud.move('/old', '/new')],
  },
  {
    name: 'a file moves to another folder here',
    before: withFolder,
    acts: [({ here }) => here.move('/old/a', '/other/a')],
  },
  {
    name: 'a file moves to another folder in Dropbox',
    before: withFolder,
    acts: [({ cloud }) => cloud.move('/old/a', '/other/a')],
  },
  {
    name: 'a folder moves into another here',
    before: withFolder,
    acts: [({ here }) => here.move('/old', '/other/old')],
  },
  {
    name: 'a folder moves into another in Dropbox',
    before: withFolder,
    acts: [({ cloud }) => cloud.move('/old', '/other/old')],
  },
  {
    name: 'two files exchange their names here',
    before: withFolder,
    acts: [
      ({ here }) => {
        here.move('/old/a', '/old/tmp')
        here.move('/other/c', '/old/a')
        here.move('/old/tmp', '/other/c')
      },
    ],
  },
  {
    name: 'two files exchange their names in Dropbox',
    before: withFolder,
    acts: [
      ({ cloud }) => {
        cloud.move('/old/a', '/old/tmp')
        cloud.move('/other/c', '/old/a')
        cloud.move('/old/tmp', '/other/c')
      },
    ],
  },
  {
    name: 'a file is renamed and edited here',
    before: withFolder,
    acts: [
      ({ here }) => {
        here.move('/old/a', '/old/z')
        here.save('/old/z', 'a, edited')
      },
    ],
    ends: 'a rename that was done and not recorded is not known as one, so that the edit becomes a copy',
  },
  {
    name: 'a file is renamed and edited in Dropbox',
    before: withFolder,
    acts: [
      ({ cloud }) => {
        cloud.move('/old/a', '/old/z')
        cloud.write('/old/z', 'a, edited')
      },
    ],
    ends: 'a rename that was done and not recorded is not known as one, so that the old content becomes a copy',
  },
  {
    name: 'a folder is renamed here while a file in it is edited in Dropbox',
    before: withFolder,
    acts: [
      ({ here, cloud }) => {
        here.move('/old', '/new')
        cloud.write('/old/a', 'a, edited')
      },
    ],
    ends: 'who comes first decides under which name the edit is met',
  },
  {
    name: 'a file changes its case here',
    before: withFolder,
    acts: [({ here }) => here.move('/old/a', '/old/A')],
  },
  {
    name: 'a file changes its case in Dropbox',
    before: withFolder,
    acts: [({ cloud }) => cloud.move('/old/a', '/old/A')],
  },
  {
    name: 'a folder changes its case here',
    before: withFolder,
    acts: [({ here }) => here.move('/old', '/OLD')],
  },
  {
    name: 'a folder changes its case here, and Dropbox refuses such moves',
    habits: { caseOnlyMove: 'refuse' },
    before: withFolder,
    acts: [({ here }) => here.move('/old', '/OLD')],
  },
  { name: 'a file is deleted here', before: withFolder, acts: [({ here }) => here.remove('/old/a')] },
  { name: 'a file is deleted in Dropbox', before: withFolder, acts: [({ cloud }) => cloud.remove('/old/a')] },
  { name: 'a folder is deleted here', before: withFolder, acts: [({ here }) => here.remove('/old')] },
  { name: 'a folder is deleted in Dropbox', before: withFolder, acts: [({ cloud }) => cloud.remove('/old')] },
  {
    name: 'a folder is deleted here and made again',
    before: withFolder,
    acts: [
      ({ here }) => {
        here.remove('/old')
        here.save('/old/new', 'new')
      },
    ],
  },
  {
    name: 'a folder is deleted in Dropbox and made again',
    habits: { recreation: ['delete-and-add'] },
    before: withFolder,
    acts: [
      ({ cloud }) => {
        cloud.remove('/old')
        cloud.write('/old/new', 'new')
      },
    ],
  },
  {
    name: 'a file gives way to a folder here, and comes back',
    before: withFolder,
    acts: [
      ({ here }) => {
        here.remove('/old/a')
        here.save('/old/a/inside', 'inside')
      },
      ({ here }) => {
        here.remove('/old/a')
        here.save('/old/a', 'a file again')
      },
    ],
  },
  {
    name: 'a file gives way to a folder in Dropbox, and comes back',
    before: withFolder,
    acts: [
      ({ cloud }) => {
        cloud.remove('/old/a')
        cloud.write('/old/a/inside', 'inside')
      },
      ({ cloud }) => {
        cloud.remove('/old/a')
        cloud.write('/old/a', 'a file again')
      },
    ],
  },
  {
    name: 'many files are deleted here, and their person agrees',
    async before({ here, synced }) {
      for (let index = 0; index < 24; index++) here.save(`/many/${index}`, `content ${index}`)
      here.save('/kept', 'kept')
      await synced()
    },
    acts: [
      ({ here, agrees }) => {
        agrees()
        here.remove('/many')
      },
    ],
  },
  {
    name: 'many files are deleted in Dropbox, and the person here agrees',
    async before({ here, synced }) {
      for (let index = 0; index < 24; index++) here.save(`/many/${index}`, `content ${index}`)
      here.save('/kept', 'kept')
      await synced()
    },
    acts: [
      ({ cloud, agrees }) => {
        agrees()
        cloud.remove('/many')
      },
    ],
  },
]
