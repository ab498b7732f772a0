import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { runProgram } from '../../test/clients/program.ts'

/** What a process, or an agent while something was done, took of the box. */
export interface Usage {
  readonly cpuSeconds: number
  /** Resident, bytes. */
  readonly peakMemory: number
}

/**
 * Runs a program to its end with this environment and no other, under GNU time, which tells what it took. Throws when the program fails.
 */
export async function runMeasured(
  words: readonly string[],
  { folder, environment }: { readonly folder: string; readonly environment: Record<string, string> },
): Promise<Usage> {
  const notes = join(folder, `usage-${process.pid}-${performance.now()}`)
  try {
    const told = await runProgram('/usr/bin/time', ['-f', '%U %S %M', '-o', notes, '--', ...words], {
      environment,
      folder,
    })
    if (told.code !== 0)
      throw new Error(`${words.join(' ')} ended with ${told.code}: ${told.stderr.slice(-2000)}`)
    const line = (await readFile(notes, 'utf8')).trim().split('\n').at(-1) ?? ''
    const [user, system, kilobytes] = line.split(' ').map(Number)
    return { cpuSeconds: Number(user) + Number(system), peakMemory: Number(kilobytes) * 1024 }
  } finally {
    await rm(notes, { force: true })
  }
}
