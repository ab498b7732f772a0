import test, { type ExecutionContext } from 'ava'
import { cloudContract, contractOfPaths } from './cloud-contract.ts'
import type { ContractDropbox, Write } from './contract/dropbox.ts'
import { emulatedDropbox } from './emulated-dropbox.ts'

const MiB = 1024 * 1024

const routes: Readonly<Record<Write, string>> = {
  upload: 'files/upload',
  'batch of uploads': 'files/upload_session/finish_batch_v2',
  move: 'files/move_v2',
  copy: 'files/copy_v2',
  'batch of copies': 'files/copy_batch_v2',
  'create folder': 'files/create_folder_v2',
  'delete file': 'files/delete_v2',
  'delete folder': 'files/delete_v2',
}

cloudContract(test, 'emulated', (t) => open(t, undefined))
contractOfPaths(test, 'emulated, below a folder', (t) => open(t, '/Örg/Space'))

async function open(t: ExecutionContext, root: string | undefined): Promise<ContractDropbox> {
  const { cloud, another, emulator, control } = await emulatedDropbox(t, {
    root: root === undefined ? undefined : { path: root, id: undefined, established: async () => undefined },
  })
  const { account_id } = emulator.issueToken()
  return {
    cloud,
    another: () => another(),
    large: 9 * MiB,
    part: 4 * MiB,
    pages: async (size) => void emulator.configure({ pages: { forced: size, empty: true } }),
    caseOnlyMove: async (mode) => void emulator.configure({ names: { caseOnlyMove: mode } }),
    setQuota: async (quota) =>
      void (await control('PUT', `accounts/${encodeURIComponent(account_id)}/quota`, { quota })),
    resetCursors: async () => void (await control('POST', 'cursors/reset')),
    loseAnswer: async (write) =>
      void emulator.configure({ faults: [{ route: routes[write], kind: 'lost', count: 1 }] }),
    cutDownload: async () =>
      void emulator.configure({ faults: [{ route: 'files/download', kind: 'truncate', count: 1 }] }),
    cutFolder: async () =>
      void emulator.configure({ faults: [{ route: 'files/download_zip', kind: 'truncate', count: 1 }] }),
    setOnline: async (online) =>
      void emulator.configure({ faults: online ? [] : [{ route: '*', kind: 'reset' }] }),
    unlink: async () => void (await control('POST', 'tokens/revoke')),
  }
}
