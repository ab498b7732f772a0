import test from 'ava'
import fc from 'fast-check'
import { headerJson } from '../../../../runtime/cloud/connection/header-json.ts'

test('a header is visible ASCII and means what was said', (t) => {
  const holds = fc.property(fc.string({ unit: 'binary' }), (path) => {
    const header = headerJson({ path })
    return /^[\x20-\x7e]*$/.test(header) && JSON.parse(header).path === path
  })
  t.notThrows(() => fc.assert(holds))
})

test('DEL and characters beyond the basic plane are escaped', (t) => {
  t.is(headerJson('a\x7f\u00e9\u{1f600}'), '"a\\u007f\\u00e9\\ud83d\\ude00"')
})
