import type { Story } from '../story.ts'

const withFiles: Story['before'] = async ({ here, synced }) => {
  here.save('/a', 'a')
  here.save('/folder/b', 'b')
  here.save('/folder/inner/c', 'c')
  await synced()
}

/** What the agent does for itself, and what its person chooses. */
export const keepingHouse: readonly Story[] = [
  {
    name: 'a folder is excluded, and included again',
    before: withFiles,
    acts: [({ here }) => here.exclude('/folder'), ({ here }) => here.include('/folder')],
  },
  {
    name: 'a folder is excluded that was edited at the same time',
    before: withFiles,
    acts: [
      ({ here }) => {
        here.save('/folder/b', 'edited')
        here.exclude('/folder')
      },
    ],
  },
  {
    name: 'a folder is made where one is excluded',
    before: withFiles,
    acts: [({ here }) => here.exclude('/folder'), ({ here }) => here.save('/folder/mine', 'made here')],
  },
  {
    name: 'a workspace is linked, edited, and unlinked',
    async before({ here, synced }) {
      here.save('~/workspace/w', 'w')
      here.save('~/workspace/inner/v', 'v')
      await synced()
    },
    acts: [
      ({ here }) => here.link('~/workspace', '/project'),
      ({ here, cloud }) => {
        here.save('~/workspace/w', 'edited here')
        cloud.write('/project/inner/v', 'edited in Dropbox')
      },
      ({ here }) => here.remove('/project'),
    ],
  },
  {
    name: 'a workspace is linked to a folder that is in Dropbox already',
    async before({ here, cloud, synced }) {
      cloud.write('/project/same', 'same')
      cloud.write('/project/cloud', 'in Dropbox')
      cloud.write('/project/both', 'both, as in Dropbox')
      here.exclude('/project')
      await synced()
      here.save('~/workspace/same', 'same')
      here.save('~/workspace/here', 'here')
      here.save('~/workspace/both', 'both, as here')
    },
    acts: [({ here }) => here.link('~/workspace', '/project')],
  },
  {
    name: 'a linked workspace is renamed here',
    async before({ here, synced }) {
      here.save('~/workspace/w', 'w')
      here.link('~/workspace', '/project')
      await synced()
    },
    acts: [({ here }) => here.move('/project', '/renamed')],
    ends: 'a link that is gone is no deletion',
  },
  {
    name: 'a linked workspace is renamed in Dropbox',
    async before({ here, synced }) {
      here.save('~/workspace/w', 'w')
      here.link('~/workspace', '/project')
      await synced()
    },
    acts: [({ cloud }) => cloud.move('/project', '/renamed')],
  },
  {
    name: 'a program goes on writing into a file that was replaced',
    before: withFiles,
    acts: [
      async ({ here, cloud, pass, stage }) => {
        const writer = here.open('/a')
        cloud.write('/a', 'from Dropbox')
        await pass(5_000)
        writer.append(', and what the program wrote late')
        writer.sync()
        stage.oracle.wrote('a, and what the program wrote late')
        writer.close()
      },
    ],
    ends: 'what is written into the trash is only brought back by the life that put the file there',
  },
  {
    name: 'the marker is moved on',
    before: withFiles,
    acts: [
      async ({ here, pass }) => {
        here.save('/a', 'edited')
        await pass(70_000)
        here.save('/folder/b', 'edited')
      },
    ],
  },
  {
    name: 'an agent starts again',
    before: withFiles,
    acts: [
      async ({ stop, here }) => {
        stop()
        here.save('/a', 'edited while no agent ran')
      },
    ],
  },
  {
    name: 'an agent starts again after deletions on both sides',
    before: withFiles,
    acts: [
      ({ stop, here, cloud }) => {
        stop()
        here.remove('/a')
        cloud.remove('/folder/b')
      },
    ],
  },
  {
    name: 'every cursor is reset',
    before: withFiles,
    acts: [
      ({ cloud, here }) => {
        cloud.resetCursors()
        cloud.write('/folder/b', 'from Dropbox')
        here.save('/a', 'edited')
      },
    ],
  },
  {
    name: 'every cursor is reset while something is deleted on both sides',
    before: withFiles,
    acts: [
      ({ cloud, here }) => {
        cloud.remove('/folder/b')
        cloud.resetCursors()
        here.remove('/a')
      },
    ],
  },
  {
    name: 'what was deleted is put back from Dropbox',
    async before({ here, cloud, synced }) {
      here.save('/a', 'a')
      await synced()
      cloud.remove('/a')
      await synced()
    },
    acts: [({ cloud }) => cloud.write('/a', 'a, restored')],
  },
  {
    name: 'old trash is thrown away while a file is replaced',
    async before({ here, cloud, synced, stage }) {
      here.save('/a', 'old')
      here.save('/gone', 'gone')
      await synced()
      cloud.remove('/gone')
      await synced()
      stage.clock.skew(8 * 24 * 3600_000)
    },
    acts: [({ cloud }) => cloud.write('/a', 'new')],
  },
  {
    name: 'ignore rules appear, and go',
    async before({ here, synced }) {
      here.save('/a.log', 'log')
      here.save('/a', 'a')
      await synced()
    },
    acts: [
      ({ here }) => {
        here.save('/.mignore', '*.log\n')
        here.save('/b', 'b')
      },
      ({ here }) => here.save('/.mignore', '\n'),
    ],
  },
  {
    name: 'what is synced is moved to where something else is excluded',
    async before({ here, cloud, synced }) {
      here.save('/a', 'a')
      here.save('/folder/inner/b', 'b')
      cloud.write('/kept/theirs', 'in Dropbox')
      await synced()
      here.exclude('/kept')
      await synced()
    },
    acts: [
      ({ here }) => {
        here.save('/kept/mine', 'made here')
        here.move('/folder', '/kept/folder')
        here.move('/a', '/kept/a')
      },
    ],
  },
]
