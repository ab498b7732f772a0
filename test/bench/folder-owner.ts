import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { takeOwnFolder } from '../../bench/stage/own-folder.ts'

/** A bench that has started somebody who does not end by himself, and has written something; tells the folder, and the process. */
const folder = takeOwnFolder()
writeFileSync(join(tmpdir(), 'left behind'), '')
const child = spawn('sleep', ['1000'], {
  detached: true,
  env: { PATH: process.env['PATH'], HOME: join(folder, 'box') },
  stdio: 'ignore',
})
child.unref()
process.stdout.write(`${JSON.stringify({ folder, child: child.pid })}\n`)
if (process.argv[2] === 'waits') setInterval(() => undefined, 1000)
if (process.argv[2] === 'fails') throw new Error('as it was told')
