import { folder } from '../../world/box.ts'
import { beginningWith, type Story } from '../story.ts'

/** A folder with something in it, in sync. */
const withFolder: NonNullable<Story['before']> = async ({ here, synced }) => {
  here.save('/old/a', 'a')
  here.save('/old/inner/b', 'b')
  here.save('/other/c', 'c')
  await synced()
}

const change = beginningWith(withFolder)

const ofMany = beginningWith(async ({ here, synced }) => {
  for (let index = 0; index < 24; index++) here.save(`/many/${index}`, `content ${index}`)
  here.save('/kept', 'kept')
  await synced()
})

/** Files and folders get other names, or go. */
export const names: readonly Story[] = [
  change('a file is renamed here', ({ here }) => here.move('/old/a', '/old/z')),
  change('a file is renamed in Dropbox', ({ cloud }) => cloud.move('/old/a', '/old/z')),
  change('a folder is renamed here', ({ here }) => here.move('/old', '/new')),
  change('a folder is renamed in Dropbox', ({ cloud }) => cloud.move('/old', '/new')),
  change('a file moves to another folder here', ({ here }) => here.move('/old/a', '/other/a')),
  change('a file moves to another folder in Dropbox', ({ cloud }) => cloud.move('/old/a', '/other/a')),
  change('a folder moves into another here', ({ here }) => here.move('/old', '/other/old')),
  change('a folder moves into another in Dropbox', ({ cloud }) => cloud.move('/old', '/other/old')),
  change('two files exchange their names here', ({ here }) => {
    here.move('/old/a', '/old/tmp')
    here.move('/other/c', '/old/a')
    here.move('/old/tmp', '/other/c')
  }),
  change('two files exchange their names in Dropbox', ({ cloud }) => {
    cloud.move('/old/a', '/old/tmp')
    cloud.move('/other/c', '/old/a')
    cloud.move('/old/tmp', '/other/c')
  }),
  change(
    'a file is renamed and edited here',
    ({ here }) => {
      here.move('/old/a', '/old/z')
      here.save('/old/z', 'a, edited')
    },
    { ends: 'a rename that was done and not recorded is not known as one, so that the edit becomes a copy' },
  ),
  change(
    'a file is renamed and edited in Dropbox',
    ({ cloud }) => {
      cloud.move('/old/a', '/old/z')
      cloud.write('/old/z', 'a, edited')
    },
    {
      ends: 'a rename that was done and not recorded is not known as one, so that the old content becomes a copy',
    },
  ),
  change(
    'a folder is renamed here while a file in it is edited in Dropbox',
    ({ here, cloud }) => {
      here.move('/old', '/new')
      cloud.write('/old/a', 'a, edited')
    },
    { ends: 'who comes first decides under which name the edit is met' },
  ),
  change('a file changes its case here', ({ here }) => here.move('/old/a', '/old/A')),
  change('a file changes its case in Dropbox', ({ cloud }) => cloud.move('/old/a', '/old/A')),
  change('a folder changes its case here', ({ here }) => here.move('/old', '/OLD')),
  change(
    'a folder changes its case here, and Dropbox refuses such moves',
    ({ here }) => here.move('/old', '/OLD'),
    { habits: { caseOnlyMove: 'refuse' } },
  ),
  change('a file is deleted here', ({ here }) => here.remove('/old/a')),
  change('a file is deleted in Dropbox', ({ cloud }) => cloud.remove('/old/a')),
  change('a folder is deleted here', ({ here }) => here.remove('/old')),
  change('a folder is deleted in Dropbox', ({ cloud }) => cloud.remove('/old')),
  change('a folder is deleted here and made again', ({ here }) => {
    here.remove('/old')
    here.save('/old/new', 'new')
  }),
  change(
    'a folder is deleted in Dropbox and made again',
    ({ cloud }) => {
      cloud.remove('/old')
      cloud.write('/old/new', 'new')
    },
    { habits: { recreation: ['delete-and-add'] } },
  ),
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
  ofMany('many files are deleted here, and their person agrees', ({ here, agrees }) => {
    agrees()
    here.remove('/many')
  }),
  ofMany('many files are deleted in Dropbox, and the person here agrees', ({ cloud, agrees }) => {
    agrees()
    cloud.remove('/many')
  }),
  {
    name: 'a folder of a container’s image changes its case in Dropbox',
    async before(scene) {
      await withFolder(scene)
      for (const { disk } of scene.stage.boxes) disk.putIntoImage(`${folder}/old`)
    },
    acts: [({ cloud }) => cloud.move('/old', '/OLD')],
  },
]
