import test from 'ava'
import { askAppKey } from '../../../cli/init/app-key.ts'

/** A person who types these keys one after the other, and says so to each that is asked about. */
function person(keys: readonly string[], takes: boolean) {
  const typed = [...keys]
  const doubted: string[] = []
  const terminal = {
    interactive: true,
    print: () => undefined,
    askText: async () => typed.shift() ?? '',
    async askYesNo({ message }: { message: string }) {
      doubted.push(message)
      return takes
    },
  }
  return { terminal, doubted }
}

test('a key that does not look like one of Dropbox is asked about, and asked for again', async (t) => {
  const { terminal, doubted } = person(['a1b2c3d4e5f6g7', 'A1B2C3D4E5F6G7H', ' a1b2c3d4e5f6g7h '], false)
  const given = await askAppKey(terminal, { ofDropbox: true, again: false })
  t.deepEqual(given, { key: 'a1b2c3d4e5f6g7h', typed: true })
  t.deepEqual(doubted, [
    'App keys usually are 15 small letters and digits, which a1b2c3d4e5f6g7 is not. Take it all the same?',
    'App keys usually are 15 small letters and digits, which A1B2C3D4E5F6G7H is not. Take it all the same?',
  ])
})

test('an unusual key is taken where a person says so, and always where the key is no key of Dropbox', async (t) => {
  const sure = person(['mykey'], true)
  t.is((await askAppKey(sure.terminal, { ofDropbox: true, again: false })).key, 'mykey')
  const emulated = person(['mykey'], false)
  t.is((await askAppKey(emulated.terminal, { ofDropbox: false, again: false })).key, 'mykey')
  t.deepEqual(emulated.doubted, [])
})
