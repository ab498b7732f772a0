import { readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import type { Machine } from '../../ports/machine.ts'
import { isAlive, processIdentity } from '../process/process-identity.ts'

/** The machine itself, by what /proc tells. */
export function systemMachine(): Machine {
  const known = processIdentity(process.pid)
  return {
    self: {
      host: hostname(),
      pid: process.pid,
      started: known?.startedTicks ?? 0,
      boot: known?.boot ?? '',
      namespace: namespaceOfProcesses(),
    },
    lives: ({ pid, started, boot }) => isAlive({ pid, startedTicks: started, boot }),
  }
}

function namespaceOfProcesses(): string {
  try {
    return readlinkSync('/proc/self/ns/pid')
  } catch {
    // A sandbox without namespaces in /proc: then no number of another process means anything here.
    return ''
  }
}
