import test from 'ava'
import { asDiskError } from '../../../runtime/local/node/disk-error.ts'
import { folder, type WorldBox } from './box.ts'
import { createSmallWorld, type SmallWorld } from './small-world.ts'

const errnos = ['EACCES', 'EIO', 'ESTALE', 'ENOTCONN', 'EMFILE'] as const
const files = { '/file': 'one', '/folder/inner/file': 'two', '/folder/other': 'three' }

/** What fails, where a problem is told of it, and what nobody can say anything of meanwhile. */
const places = [
  { call: 'list', at: '/folder', told: '/folder', unknown: '/folder' },
  { call: 'lstat', at: '/folder', told: '/folder', unknown: '/folder' },
  { call: 'list', at: '/folder/inner', told: '/folder/inner', unknown: '/folder/inner' },
  { call: 'openFile', at: '/file', told: '/file', unknown: '/file' },
  { call: 'openFile', at: '/folder/inner/file', told: '/folder/inner/file', unknown: '/folder/inner/file' },
  { call: 'file.stats', at: '/file', told: '/file', unknown: '/file' },
  { call: 'file.read', at: '/file', told: '/file', unknown: '/file' },
  { call: 'list', at: '', told: undefined, unknown: '' },
  { call: 'lstat', at: '', told: undefined, unknown: '' },
  { call: 'lstat', at: '/.dropbox.cache/marker.json', told: undefined, unknown: '' },
] as const

interface Setting {
  readonly world: SmallWorld
  readonly box: WorldBox
  fault: { readonly call: string; readonly at: string; readonly errno: string } | undefined
}

/** A box and Dropbox that agree, with a disk that can be made to fail. */
async function agreed(): Promise<Setting> {
  const setting = { world: createSmallWorld(), fault: undefined } as unknown as Setting & { box: WorldBox }
  setting.box = setting.world.box('box', {
    between: {
      beforeDisk({ operation, path }) {
        const { fault } = setting
        if (fault === undefined || operation !== fault.call || path !== folder + fault.at) return
        throw asDiskError(Object.assign(new Error(`${fault.errno}: ${path}`), { code: fault.errno }), path)
      },
    },
  })
  for (const [path, text] of Object.entries(files)) setting.box.disk.hands.write(folder + path, text)
  setting.box.start()
  await setting.world.clock.advanceTo(setting.world.clock.monotonic() + 60_000)
  return setting
}

function inDropbox({ world }: Setting): Record<string, string> {
  return Object.fromEntries(
    world.dropbox
      .tree()
      .flatMap(({ key, content }) =>
        content === undefined ? [] : [[key, new TextDecoder().decode(content)]],
      ),
  )
}

/** Lets the agent look at everything several times. */
async function look({ world, box }: Setting): Promise<void> {
  box.engine?.rescan().catch(() => undefined)
  await world.clock.advanceTo(world.clock.monotonic() + 90_000)
}

for (const { call, at, told, unknown } of places)
  test(`a failing ${call} of ${at === '' ? 'the root' : at} is no absence, whatever its errno; the rest syncs, and so does this when it is read again`, async (t) => {
    for (const errno of errnos) {
      const setting = await agreed()
      const { box, world } = setting
      t.deepEqual(inDropbox(setting), files)
      setting.fault = { call, at, errno }
      box.disk.hands.write(`${folder}/file`, 'one, edited')
      box.disk.hands.write(`${folder}/folder/inner/file`, 'two, edited')
      await look(setting)
      box.kill()
      box.start()
      await look(setting)
      const within = (path: string): boolean =>
        unknown === '' || path === unknown || path.startsWith(`${unknown}/`)
      const expected = {
        '/file': within('/file') ? 'one' : 'one, edited',
        '/folder/inner/file': within('/folder/inner/file') ? 'two' : 'two, edited',
        '/folder/other': 'three',
      }
      t.deepEqual(inDropbox(setting), expected, errno)
      if (told === undefined) t.not(box.status(), 'up-to-date', errno)
      else
        t.true(
          box.engine?.problems().some(({ path }) => path === told),
          `${errno} ${told}`,
        )
      setting.fault = undefined
      await world.clock.advanceTo(world.clock.monotonic() + 15 * 60_000)
      t.deepEqual(
        inDropbox(setting),
        { ...files, '/file': 'one, edited', '/folder/inner/file': 'two, edited' },
        errno,
      )
      t.is(box.status(), 'up-to-date', errno)
      t.deepEqual(box.engine?.problems(), [], errno)
      box.kill()
    }
  })
