import { usualBulk } from '../../../runtime/core/bulk-downloads.ts'
import { type EngineSettings, usualSettings } from '../../../runtime/engine/settings.ts'

/** What the agents of a box are set to: everything sooner than on a real one, so that short runs come to it. */
export function settingsOf(place: Pick<EngineSettings, 'folder' | 'home' | 'boxName'>): EngineSettings {
  return {
    ...place,
    program: '',
    remoteRoot: '',
    homeLock: undefined,
    forbidden: [`${place.home}/.parts`],
    repositories: 'warn-and-skip',
    defaultIgnoreRules: '',
    rescanEvery: 20_000,
    rescanAtLeast: 20_000,
    rescanAdapts: true,
    accountEvery: 20_000,
    secondLook: 10_000,
    deletionLull: 200,
    apartLull: 2_000,
    apartPatience: 60_000,
    markEvery: 60_000,
    markInDropbox: false,
    quiet: 60,
    stillness: 2_000,
    readAtOnce: 12,
    trash: usualSettings.trash,
    newFiles: usualSettings.newFiles,
    // Nobody has thousands of files here, and what is done piece by piece is to be done so all the same.
    agreeAtOnce: 3,
    downloads: 4,
    // Folders are small here, and are to come in one piece all the same.
    bulk: { ...usualBulk, fewestFiles: 2, wasted: 0.5 },
  }
}
