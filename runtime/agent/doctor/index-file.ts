import { type Finding, trouble, well } from './finding.ts'

/** The agent's memory, as far as it could be opened. `agent`: the running agent has it open, and answers for it. */
export type IndexState =
  | { readonly state: 'agent' | 'readable' }
  | { readonly state: 'none' }
  | { readonly state: 'unusable'; readonly code: string; readonly detail: string }

/** Whether the index can be used. */
export function checkIndex(file: string, index: IndexState): Finding {
  const data = { file, state: index.state }
  switch (index.state) {
    case 'agent':
      return well('index', 'The agent has its index open.', data)
    case 'readable':
      return well('index', `${file} is whole, as far as it was read.`, data)
    case 'none':
      return trouble(
        'index',
        'warning',
        `There is no index (${file}): nothing has been synced yet, or it was removed.`,
        'The first start makes one. What is on both sides is matched then, and nothing is deleted.',
        data,
      )
    case 'unusable':
      return trouble('index', 'wrong', index.detail, adviceOn(index.code), { ...data, code: index.code })
    default:
      return index satisfies never
  }
}

function adviceOn(code: string): string {
  if (code === 'corrupt')
    return 'Start Dropbox ("dropbox start"): it puts the damaged index aside, makes a new one, and deletes nothing.'
  if (code === 'newer-version')
    return 'Install the newer version again: "parts update", then "parts upgrade dropbox".'
  if (code === 'older-version') return 'Start Dropbox once: it brings the index up to date.'
  return 'Check the owner, the permissions and the disk of that file.'
}
