import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

// Every test file is a program of its own that would strip and compile the same sources again. What is compiled once serves for all of them, but
// not where coverage is counted, which it would blur (Node.js documentation, "Module compile cache"). Programs that tests start go without it.
if (process.env['NODE_V8_COVERAGE'] === undefined)
  enableCompileCache(join(import.meta.dirname, '..', 'node_modules', '.cache', 'compiled'))
