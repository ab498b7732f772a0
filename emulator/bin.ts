#!/usr/bin/env node
import { runCommand } from './command.ts'

const emulator = await runCommand(process.argv.slice(2), {
  print: (text) => process.stdout.write(text),
  warn: (text) => process.stderr.write(text),
})
if (typeof emulator === 'number') process.exitCode = emulator
else {
  const stop = () => {
    emulator.close().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
}
