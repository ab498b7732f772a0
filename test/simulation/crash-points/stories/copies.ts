import { beginningWith, type Story } from '../story.ts'

const copying = beginningWith(async ({ here, synced }) => {
  here.save('/folder/a', 'a')
  here.save('/folder/inner/b', 'b')
  here.save('/folder/inner/twin', 'b')
  await synced()
})

/** Content that is at hand already is copied, not sent or fetched. */
export const copies: readonly Story[] = [
  copying('a folder is copied here', ({ here }) => here.copy('/folder', '/copy')),
  copying('a file is copied here', ({ here }) => here.copy('/folder/a', '/folder/copy of a')),
  copying('a folder is copied in Dropbox', ({ cloud }) => cloud.copy('/folder', '/copy')),
  copying(
    'a folder is copied here while somebody else edits the original in Dropbox',
    ({ here, cloud }) => {
      here.copy('/folder', '/copy')
      cloud.write('/folder/a', 'edited in Dropbox')
    },
    { ends: 'who died right after a copy was made of what had changed does not know that it made it' },
  ),
  copying('a folder is copied in Dropbox while the original is edited here', ({ here, cloud }) => {
    cloud.copy('/folder', '/copy')
    here.save('/folder/a', 'edited here')
    here.saveByRename('/folder/inner/b', 'edited here, too')
  }),
  copying('a folder is renamed and copied here', ({ here }) => {
    here.move('/folder', '/renamed')
    here.copy('/renamed', '/folder')
  }),
]
