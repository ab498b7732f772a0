import type { Cleanup } from '../../../test/installed/box.ts'
import type { Account, BenchDropbox } from '../../stage/dropbox.ts'
import { hashOfFile } from '../../stage/large-file.ts'
import type { Measured } from '../../stage/measure.ts'
import { slowCommits } from '../../stage/settings.ts'
import { Incomplete } from '../../stage/verify.ts'

/** One large file, and the account that it belongs to. */
export interface LargeFile {
  readonly account: Account
  readonly bytes: number
  readonly seed: number
}

/** Brings a large file up, and down again to another place, each in its own way; verifies what came of it. */
export interface Mover {
  readonly name: string
  /** Added to the names of the variants. */
  readonly how: string
  up(t: Cleanup, dropbox: BenchDropbox, file: LargeFile): Promise<Measured>
  down(t: Cleanup, dropbox: BenchDropbox, file: LargeFile): Promise<Measured>
}

/** The name of the file, on the disk and in Dropbox. */
export const largeFileName = 'large.bin'

/** How Dropbox behaves meanwhile. */
export const largeFileSettings = slowCommits

/** Throws Incomplete unless Dropbox holds what a file on the disk does. */
export async function verifyLargeFile(account: Account, file: string): Promise<void> {
  const expected = await hashOfFile(file)
  const found = (await account.user.tree()).get(largeFileName)
  if (found !== expected) throw new Incomplete(`Dropbox holds ${found}, the disk ${expected}`)
}
