import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { defaultConfig } from '../../emulator/control/config.ts'
import { FAULT_KINDS } from '../../emulator/control/fault.ts'

const page = readFileSync(join(import.meta.dirname, '../../docs/emulator.md'), 'utf8')

test('the page names every setting', (t) => {
  for (const [section, settings] of Object.entries(defaultConfig())) {
    t.true(page.includes(`\`${section}`), section)
    if (Array.isArray(settings)) continue
    for (const setting of Object.keys(settings)) {
      t.regex(page, new RegExp(`\`(${section})?\\.${setting}\``), `${section}.${setting}`)
    }
  }
})

test('the page names every kind of fault', (t) => {
  for (const kind of FAULT_KINDS) t.true(page.includes(`\`${kind}\``), kind)
})
