import type { Story } from '../story.ts'

const large = (name: string, length = 200): string =>
  Array.from({ length: Math.ceil(length / 8) }, (_, index) => `${name}${index}`.padEnd(8, '.')).join('')
const names = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `f${String(index).padStart(2, '0')}`)

/** Content goes from one side to the other. */
export const transfers: readonly Story[] = [
  {
    name: 'a first sync brings everything down',
    before({ cloud }) {
      cloud.write('/a', 'a')
      cloud.write('/folder/b', 'b')
      cloud.write('/folder/inner/c', 'c')
      cloud.folder('/empty')
    },
    acts: [() => {}],
  },
  {
    name: 'a first sync brings everything up',
    before({ here }) {
      here.save('/a', 'a')
      here.save('/folder/b', 'b')
      here.save('/folder/inner/c', 'c')
      here.folder('/empty')
    },
    acts: [() => {}],
  },
  {
    name: 'a first sync unites both sides',
    before({ here, cloud }) {
      here.save('/same', 'same')
      cloud.write('/same', 'same')
      here.save('/here', 'here')
      cloud.write('/cloud', 'cloud')
      here.save('/both', 'as it is here')
      cloud.write('/both', 'as it is in Dropbox')
    },
    acts: [() => {}],
  },
  {
    name: 'many small files come down',
    before({ cloud }) {
      for (const name of names(12)) cloud.write(`/many/${name}`, `content of ${name}`)
    },
    acts: [() => {}],
  },
  {
    name: 'a folder comes down in one piece, and changes in Dropbox meanwhile',
    async before({ synced }) {
      await synced()
    },
    acts: [
      async ({ cloud, pass }) => {
        for (const name of names(8)) cloud.write(`/many/${name}`, `content of ${name}`)
        await pass(20)
        cloud.write('/many/f03', 'CONTENT of f03')
        cloud.remove('/many/f05')
        cloud.write('/many/f06', 'longer than it was before')
      },
    ],
  },
  {
    name: 'many small files go up',
    async before({ synced }) {
      await synced()
    },
    acts: [
      ({ here }) => {
        for (const name of names(12)) here.save(`/many/${name}`, `content of ${name}`)
      },
    ],
  },
  {
    name: 'a large file comes down in pieces',
    async before({ synced }) {
      await synced()
    },
    acts: [({ cloud }) => cloud.write('/large', large('down'))],
  },
  {
    name: 'a large file goes up in sessions',
    async before({ synced }) {
      await synced()
    },
    acts: [({ here }) => here.save('/large', large('up'))],
  },
  {
    name: 'large files go both ways at once',
    async before({ synced }) {
      await synced()
    },
    acts: [
      ({ here, cloud }) => {
        here.save('/up', large('up', 300))
        cloud.write('/down', large('down', 300))
      },
    ],
  },
  {
    name: 'a large file replaces a small one on the box',
    async before({ here, synced }) {
      here.save('/f', 'small')
      await synced()
    },
    acts: [({ cloud }) => cloud.write('/f', large('new'))],
  },
  {
    name: 'a large file replaces a small one in Dropbox',
    async before({ here, synced }) {
      here.save('/f', 'small')
      await synced()
    },
    acts: [({ here }) => here.save('/f', large('new'))],
  },
  {
    name: 'empty files go both ways',
    async before({ synced }) {
      await synced()
    },
    acts: [
      ({ here, cloud }) => {
        here.save('/up', '')
        cloud.write('/down', '')
      },
    ],
  },
  {
    name: 'a file is edited here',
    async before({ here, synced }) {
      here.save('/folder/f', 'one')
      await synced()
    },
    acts: [
      ({ here }) => here.save('/folder/f', 'two'),
      ({ here }) => here.saveByRename('/folder/f', 'three'),
    ],
  },
  {
    name: 'a file is edited in Dropbox',
    async before({ here, synced }) {
      here.save('/folder/f', 'one')
      await synced()
    },
    acts: [({ cloud }) => cloud.write('/folder/f', 'two'), ({ cloud }) => cloud.write('/folder/f', 'three')],
  },
  {
    name: 'a file is edited again while it goes up',
    async before({ synced }) {
      await synced()
    },
    acts: [
      async ({ here, pass }) => {
        here.save('/f', large('one'))
        await pass(2_080)
        here.save('/f', large('two'))
      },
    ],
  },
  {
    name: 'a file is written again in Dropbox while it comes down',
    async before({ synced }) {
      await synced()
    },
    acts: [
      async ({ cloud, pass }) => {
        cloud.write('/f', large('one', 600))
        await pass(20)
        cloud.write('/f', large('two', 600))
      },
    ],
    ends: 'a file that was placed and not recorded passes for one of a person when Dropbox has a newer one',
  },
  {
    name: 'the mode of a file survives new content',
    async before({ here, synced }) {
      here.save('/script', 'one')
      here.chmod('/script', 0o755)
      await synced()
    },
    acts: [({ cloud }) => cloud.write('/script', 'two')],
  },
  {
    name: 'identical content appears in several places',
    async before({ here, synced }) {
      here.save('/one', 'the same content')
      await synced()
    },
    acts: [
      ({ here, cloud }) => {
        here.save('/two', 'the same content')
        cloud.write('/three', 'the same content')
      },
    ],
  },
  {
    name: 'a box takes over from another',
    boxes: 2,
    async before({ here, synced }) {
      here.save('/a', 'a')
      await synced()
    },
    acts: [({ there }) => there.save('/a', 'from there'), ({ here }) => here.save('/a', 'from here')],
  },
]
