import type { IndexReplaced } from '../../../runtime/agent/stored/replaced.ts'

/** That the index was begun anew, and what a person has to do now. */
export function describeReplaced({ why, choice }: IndexReplaced): string {
  const begun = `The index was ${why}, so a new one was begun. Nothing was deleted`
  return choice === 'kept'
    ? `${begun}, and what you chose to sync is as it was.`
    : `${begun}, but what you chose to sync was lost with it. Choose again: "dropbox exclude remove PATH" brings a folder back, "dropbox problems" names what lies here unsynced.`
}
