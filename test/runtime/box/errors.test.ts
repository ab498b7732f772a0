import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { asBoxError, BoxError } from '../../../runtime/box/errors.ts'
import { temporaryHome } from './temporary-home.ts'

function systemError(code: string, syscall = 'open', path = '/box/file'): Error {
  return Object.assign(new Error(`${code}: ${syscall}`), { code, syscall, path })
}

test('what the system says about a place becomes a sentence with the place, and stays as the cause', (t) => {
  const expected: [error: Error, code: BoxError['code'], path: string][] = [
    [systemError('ENOSPC'), 'no_space', '/box'],
    [systemError('EDQUOT'), 'no_space', '/box'],
    [systemError('EACCES'), 'not_writable', '/box'],
    [systemError('EROFS'), 'not_writable', '/box'],
    [systemError('EBUSY'), 'not_writable', '/box'],
    [systemError('ENOENT', 'mkdir'), 'not_writable', '/box'],
    [systemError('ENOTDIR'), 'not_a_folder', '/box/file'],
    [systemError('EEXIST', 'mkdir'), 'not_a_folder', '/box/file'],
  ]
  for (const [error, code, path] of expected) {
    const made = asBoxError(error, '/box')
    if (!(made instanceof BoxError)) return t.fail(`${error.message} is not understood`)
    t.is(made.code, code)
    t.true(made.message.includes(path))
    t.is(made.cause, error)
  }
})

test('any other error is passed on as it is', (t) => {
  for (const error of [
    systemError('ENOENT'),
    systemError('EEXIST', 'symlink'),
    systemError('EIO'),
    new Error('x'),
    'x',
  ]) {
    t.is(asBoxError(error, '/box'), error)
  }
})

test('a file where a folder should be is recognized', (t) => {
  const { home } = temporaryHome(t)
  writeFileSync(join(home, 'file'), '')
  for (const path of ['file', 'file/below/it']) {
    const error = t.throws(() => mkdirSync(join(home, path), { recursive: true }))
    const made = asBoxError(error, home)
    t.true(made instanceof BoxError && made.code === 'not_a_folder', path)
  }
})
