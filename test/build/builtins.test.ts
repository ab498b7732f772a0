import { runInNewContext } from 'node:vm'
import test from 'ava'
import { withBareBuiltins, withRequire } from '../../build/builtins.ts'

const builtin = (name: string): string => `globalThis.process.getBuiltinModule("${name}")`

for (const [what, line, taken] of [
  ['by name', 'import { a, b } from "node:fs";', `const { a, b } = ${builtin('node:fs')}`],
  ['by another name', 'import { a as b } from "node:fs";', `const { a: b } = ${builtin('node:fs')}`],
  ['as a whole', 'import fs from "node:fs";', `const fs = ${builtin('node:fs')}`],
  ['as a namespace', 'import * as fs from "path";', `const fs = ${builtin('path')}`],
  [
    'both ways',
    'import fs, { a } from "fs/promises";',
    `const fs = ${builtin('fs/promises')}\nconst { a } = ${builtin('fs/promises')}`,
  ],
  [
    'over several lines',
    'import {\n  a,\n  b\n} from "node:os";',
    `const {\n  a,\n  b\n} = ${builtin('node:os')}`,
  ],
] as const)
  test(`what Node.js brings is taken ${what}, before all else`, (t) => {
    t.is(withBareBuiltins(`const first = 1;\n${line}\nlast();`), `${taken}\nconst first = 1;\n\nlast();`)
  })

test('what others bring is imported, and what only an import gives', (t) => {
  for (const line of [
    'import { default as fs } from "node:fs";',
    'import { a } from "./chunk-1.js";',
    'import "./chunk-1.js";',
    'import undici from "undici";',
  ])
    t.is(withBareBuiltins(line), line)
})

test('only the getters of what is asked for are called', (t) => {
  const asked: string[] = []
  const module = {
    get wanted() {
      return asked.push('wanted')
    },
    get other() {
      return asked.push('other')
    },
  }
  runInNewContext(withBareBuiltins('import { wanted } from "node:fs";'), {
    process: { getBuiltinModule: () => module },
  })
  t.deepEqual(asked, ['wanted'])
})

test('a line that makes a source a program is left out', (t) => {
  t.is(
    withBareBuiltins('#!/usr/bin/env node\nimport fs from "node:fs";'),
    `const fs = ${builtin('node:fs')}\n`,
  )
})

test('a file has a require, and a folder of its own, where something in it asks for them', (t) => {
  t.is(withRequire('required()'), 'required()')
  for (const name of ['require', '__filename', '__dirname'])
    t.regex(withRequire(`use(${name})`), new RegExp(`^import [^]*\\b${name} = [^]*\nuse`))
})
