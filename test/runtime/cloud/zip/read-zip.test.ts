import { deflateRawSync } from 'node:zlib'
import test from 'ava'
import fc from 'fast-check'
import { largestEntry, readZip } from '../../../../runtime/cloud/zip/read-zip.ts'
import { ZipError } from '../../../../runtime/cloud/zip/zip-error.ts'
import { inPieces, type ZipPart, zipEntry, zipOf } from './write-zip.ts'

const bytes = (text: string): Uint8Array => Buffer.from(text)

/** Reads all of a zip; `wanted` are the sizes that names must have. */
async function read(
  zip: Uint8Array,
  wanted: Readonly<Record<string, number>>,
  ...pieces: readonly number[]
): Promise<{ readonly files: Record<string, string>; readonly error: string | undefined }> {
  const files: Record<string, string> = {}
  try {
    for await (const { name, content } of readZip(inPieces(zip, ...pieces), (name) => wanted[name]))
      files[name] = Buffer.from(content).toString('latin1')
    return { files, error: undefined }
  } catch (error) {
    if (!(error instanceof ZipError)) throw error
    return { files, error: error.code }
  }
}

const around = { name: 'Top/after', content: bytes('after') }
const withAfter = (part: ZipPart): Buffer => zipOf([part, around])

const forms: Readonly<Record<string, Partial<ZipPart>>> = {
  stored: {},
  deflated: { method: 'deflated' },
  'stored, sizes behind it': { descriptor: { signed: true, wide: false } },
  'deflated, sizes behind it': { method: 'deflated', descriptor: { signed: true, wide: false } },
  'stored, sizes behind it without a signature': { descriptor: { signed: false, wide: false } },
  'deflated, sizes behind it without a signature': {
    method: 'deflated',
    descriptor: { signed: false, wide: false },
  },
  'stored, 64 bits behind it': { descriptor: { signed: true, wide: true }, zip64: true },
  'deflated, 64 bits behind it without a signature': {
    method: 'deflated',
    descriptor: { signed: false, wide: true },
  },
  'zip64, stored': { zip64: true },
  'zip64, deflated': { zip64: true, method: 'deflated' },
}

for (const [form, choice] of Object.entries(forms))
  test(`a file comes out as it went in: ${form}`, async (t) => {
    for (const text of [
      '',
      'a',
      'some content '.repeat(200),
      'PK\x07\x08'.repeat(40),
      'PK\x03\x04PK\x01\x02',
    ]) {
      const zip = withAfter({ name: 'Top/ä', content: bytes(text), ...choice })
      for (const piece of [1, 7, 4096]) {
        const { files, error } = await read(zip, { 'Top/ä': text.length, 'Top/after': 5 }, piece)
        t.deepEqual([files, error], [{ 'Top/ä': text, 'Top/after': 'after' }, undefined])
      }
    }
  })

for (const [form, choice] of Object.entries(forms)) {
  if (choice.descriptor?.signed === false) continue
  test(`what is not wanted, or is of another size than is known, is left out and what follows it comes: ${form}`, async (t) => {
    const long = 'PK\x07\x08 and more '.repeat(9000)
    for (const text of ['', 'some content', long]) {
      const zip = withAfter({ name: 'Top/a', content: bytes(text), ...choice })
      for (const size of [undefined, text.length + 1, 3, largestEntry + 1]) {
        const wanted = { ...(size === undefined ? {} : { 'Top/a': size }), 'Top/after': 5 }
        const { files, error } = await read(zip, wanted, 1000)
        t.deepEqual([files, error], [{ 'Top/after': 'after' }, undefined], `${text.length} for ${size}`)
      }
    }
  })
}

test('a file with a wrong checksum is left out', async (t) => {
  const content = bytes('some content')
  for (const method of ['stored', 'deflated'] as const) {
    const zip = withAfter({ name: 'Top/a', content, method, says: { crc: 1 } })
    t.deepEqual(await read(zip, { 'Top/a': 12, 'Top/after': 5 }), {
      files: { 'Top/after': 'after' },
      error: undefined,
    })
    const behind = {
      name: 'Top/a',
      content,
      method,
      descriptor: { signed: true, wide: false },
      says: { crc: 1 },
    }
    t.deepEqual((await read(withAfter(behind), { 'Top/a': 12, 'Top/after': 5 })).files, {
      'Top/after': 'after',
    })
  }
})

test('a file that unpacks to more than it says is left out', async (t) => {
  const bomb = deflateRawSync(Buffer.alloc(50_000_000))
  const says = { unpacked: 12, packed: bomb.byteLength }
  const lies: ZipPart = {
    name: 'Top/a',
    content: bytes('some content'),
    method: 'deflated',
    packed: bomb,
    says,
  }
  for (const part of [lies, { ...lies, descriptor: { signed: true, wide: false } }]) {
    const { files } = await read(withAfter(part), { 'Top/a': 12, 'Top/after': 5 })
    t.deepEqual(files, { 'Top/after': 'after' })
  }
})

for (const [what, part, code] of [
  ['an encrypted entry', { says: { flags: 0x0801 } }, 'encrypted'],
  ['a strongly encrypted entry', { says: { flags: 0x0841 } }, 'encrypted'],
  ['a hidden header', { says: { flags: 0x2800 } }, 'encrypted'],
  ['patched data', { says: { flags: 0x0820 } }, 'unsupported'],
  ['another method', { says: { method: 12 } }, 'unsupported'],
  ['a stored entry of two sizes', { says: { packed: 11 } }, 'malformed'],
  ['an entry that says it is longer than the zip', { says: { packed: 500, unpacked: 500 } }, 'truncated'],
  [
    'sizes that no number can hold',
    { zip64: true, says: { packed: 2 ** 60, unpacked: 2 ** 60 } },
    'malformed',
  ],
  ['a zip64 size of petabytes', { zip64: true, says: { packed: 2 ** 52, unpacked: 2 ** 52 } }, 'truncated'],
  ['zip64 sizes that are missing', { says: { packed: 0xffffffff, unpacked: 0xffffffff } }, 'malformed'],
] as const)
  test(`a zip is refused where it goes wrong, and what came before it is good: ${what}`, async (t) => {
    const wrong = { name: 'Top/a', content: bytes('some content'), ...part }
    const zip = zipOf([{ name: 'Top/first', content: bytes('first') }, wrong, around])
    t.deepEqual(await read(zip, { 'Top/first': 5, 'Top/a': 12, 'Top/after': 5 }), {
      files: { 'Top/first': 'first' },
      error: code,
    })
  })

test('what is no zip is refused', async (t) => {
  t.is((await read(bytes('<html><body>Sign in to HotelNet</body></html>'), {})).error, 'not-a-zip')
  t.is((await read(new Uint8Array(), {})).error, 'truncated')
  t.is((await read(zipOf([]), {})).error, undefined)
})

test('a name that is no UTF-8 is nobody’s', async (t) => {
  const zip = withAfter({ name: Buffer.from([0x54, 0xff, 0xfe]), content: bytes('x') })
  t.deepEqual((await read(zip, { 'Top/after': 5 })).files, { 'Top/after': 'after' })
})

test('a zip that is cut off anywhere gives only whole files, and says that it is cut off', async (t) => {
  const descriptor = { signed: true, wide: false }
  const parts: ZipPart[] = [
    { name: 'T/', content: bytes(''), descriptor },
    { name: 'T/a', content: bytes('aaaa'), descriptor },
    { name: 'T/b', content: bytes('bbbbbbbb'), method: 'deflated', descriptor },
    { name: 'T/c', content: bytes('c'), method: 'deflated' },
  ]
  const whole = { 'T/a': 'aaaa', 'T/b': 'bbbbbbbb', 'T/c': 'c' }
  const zip = Buffer.concat(parts.map(zipEntry))
  for (let length = 0; length < zip.byteLength; length++) {
    const { files, error } = await read(zip.subarray(0, length), { 'T/a': 4, 'T/b': 8, 'T/c': 1 })
    t.is(error, 'truncated')
    for (const [name, content] of Object.entries(files)) t.is(content, whole[name as keyof typeof whole])
  }
})

const part = fc.record({
  name: fc.constantFrom('T/a', 'T/b', 'T/ü', 'T/', '../x', '/etc/x'),
  content: fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.nat({ max: 3000 }).map((length) => Buffer.alloc(length, 'PK\x07\x08ab')),
  ),
  method: fc.constantFrom('stored', 'deflated') satisfies fc.Arbitrary<'stored' | 'deflated'>,
  descriptor: fc.option(fc.record({ signed: fc.constant(true), wide: fc.boolean() }), { nil: undefined }),
  zip64: fc.boolean(),
})
const pieces = fc.array(fc.integer({ min: 1, max: 2000 }), { minLength: 1, maxLength: 5 })

test('whatever a zip holds, and in whatever pieces it comes, each wanted file comes out as it went in', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.array(part, { maxLength: 8 }), pieces, async (parts, lengths) => {
      const asParts = parts.map(({ descriptor, ...rest }) =>
        descriptor === undefined ? rest : { ...rest, descriptor },
      )
      const waiting = [...parts]
      const given: unknown[] = []
      const sizeOf = (): number | undefined => {
        const one = waiting.shift()
        return one === undefined || one.name.endsWith('/') ? undefined : one.content.byteLength
      }
      for await (const { name, content } of readZip(inPieces(zipOf(asParts), ...lengths), sizeOf))
        given.push([name, Buffer.from(content).toString('hex')])
      const expected = parts
        .filter(({ name }) => !name.endsWith('/'))
        .map(({ name, content }) => [name, Buffer.from(content).toString('hex')])
      t.deepEqual(given, expected)
    }),
    { numRuns: 300 },
  )
})

test('whatever is changed in a zip, it gives files of the sizes wanted, or says what is wrong with it', async (t) => {
  const damage = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(
      fc.array(part, { minLength: 1, maxLength: 5 }),
      damage,
      pieces,
      async (parts, harm, lengths) => {
        const asParts = parts.map(({ descriptor, ...rest }) =>
          descriptor === undefined ? rest : { ...rest, descriptor },
        )
        const zip = zipOf(asParts)
        for (const [at, value] of harm) zip[at % zip.byteLength] = value
        const wanted: Record<string, number> = {}
        for (const { name, content } of parts) wanted[name] = content.byteLength
        const { files } = await read(zip, wanted, ...lengths)
        for (const [name, content] of Object.entries(files)) t.true(content.length === wanted[name])
      },
    ),
    { numRuns: 300 },
  )
})
