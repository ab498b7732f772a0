import { beginningWith, type Story } from '../story.ts'

const linked = beginningWith(async ({ here, synced }) => {
  here.save('~/one/w', 'w')
  here.save('~/one/inner/v', 'v')
  here.save('~/two/w', 'w of two')
  here.link('~/one', '/one')
  here.link('~/two', '/two')
  await synced()
})

/** Links get other names, or lead elsewhere. */
export const links: readonly Story[] = [
  linked('a link is renamed', ({ here }) => here.move('/one', '/first')),
  linked('a link is renamed, and what is in it edited on both sides', ({ here, cloud }) => {
    here.move('/one', '/first')
    here.save('~/one/w', 'edited here')
    cloud.write('/one/inner/v', 'edited in Dropbox')
  }),
  linked('two links exchange their names', ({ here }) => {
    here.move('/one', '/between')
    here.move('/two', '/one')
    here.move('/between', '/two')
  }),
  linked('a linked folder is moved, and linked under another name', ({ here }) => {
    here.move('~/one', '~/moved')
    here.remove('/one')
    here.link('~/moved', '/first')
  }),
  linked(
    'a link gets a name that is taken in Dropbox just then',
    ({ here, cloud }) => {
      here.move('/one', '/first')
      cloud.write('/first/w', 'of somebody else')
    },
    { ends: 'who comes first decides whether the folder is moved, or united with what is there' },
  ),
]
