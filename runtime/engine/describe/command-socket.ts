import { describeDiskMessage } from './disk-fault.ts'

/** That Dropbox's own script does not reach the agent, why the disk did not allow it, and what to do. `folder` is where the script looks for the agent. */
export function describeUnreached(folder: string, error: Error): string {
  const fault = 'code' in error ? String(error.code) : error.message
  const { what, advice } = describeDiskMessage(fault, error.message)
  return `Dropbox's own dropbox.py does not reach this one: ${folder} cannot be used, since ${what}. ${advice ?? 'It is tried again by itself.'}`
}
