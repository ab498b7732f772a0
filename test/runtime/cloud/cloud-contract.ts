import type { ExecutionContext, TestFn } from 'ava'
import { copiesContract } from './contract/copies.ts'
import { deltaContract } from './contract/delta.ts'
import { downloadContract } from './contract/download.ts'
import { downloadFolderContract } from './contract/download-folder.ts'
import type { ContractDropbox, It } from './contract/dropbox.ts'
import { namespaceContract } from './contract/namespace.ts'
import { troubleContract } from './contract/trouble.ts'
import { uploadContract } from './contract/upload.ts'

/** What everything behind the `Cloud` port does, the real adapter before the emulator and the simulation alike. */
export function cloudContract(
  test: TestFn,
  kind: string,
  open: (t: ExecutionContext) => Promise<ContractDropbox>,
): void {
  contractOfPaths(test, kind, open)
  const it = checking(test, kind, open)
  downloadContract(it)
  troubleContract(it)
}

/** The part of it that is about places in Dropbox. */
export function contractOfPaths(
  test: TestFn,
  kind: string,
  open: (t: ExecutionContext) => Promise<ContractDropbox>,
): void {
  const it = checking(test, kind, open)
  deltaContract(it)
  namespaceContract(it)
  copiesContract(it)
  uploadContract(it)
  downloadFolderContract(it)
}

function checking(test: TestFn, kind: string, open: (t: ExecutionContext) => Promise<ContractDropbox>): It {
  return (sentence, check) =>
    test(`${kind}: ${sentence}`, async (t) => {
      await check(t, await open(t))
    })
}
