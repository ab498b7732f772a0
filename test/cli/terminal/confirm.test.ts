import test from 'ava'
import { confirm } from '../../../cli/terminal/confirm.ts'

const asked = { otherwise: '"--yes" does it without asking.' }
const person = (interactive: boolean) => ({
  interactive,
  askYesNo: async ({ message, initial }: { message: string; initial: boolean }) =>
    message === 'Go on?' && !initial,
})

test('a person at a terminal is asked, and no is what Enter alone answers', async (t) => {
  t.true(await confirm(person(true), { ...asked, json: undefined }))
  t.false(await confirm(person(true), { ...asked, initial: true, json: undefined }))
})

test('without a terminal, or for a program that reads JSON, it says what does it without asking', async (t) => {
  const refusal = { message: 'Nobody is there to ask. "--yes" does it without asking.', code: 'usage' }
  await t.throwsAsync(() => confirm(person(false), { ...asked, json: undefined }), refusal)
  await t.throwsAsync(() => confirm(person(true), { ...asked, json: true }), refusal)
})
