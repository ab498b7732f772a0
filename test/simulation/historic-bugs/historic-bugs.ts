/**
 * What is to find a bug. `schedules`, `crash-points` and `time-travel` count simulated runs, `planner` the cases of its properties, `tests` single
 * tests: all of a file, or those of a title.
 */
export type Checker =
  | { readonly kind: 'schedules' | 'crash-points' | 'time-travel' | 'planner' }
  | { readonly kind: 'tests'; readonly file: string; readonly title?: string }

/** A bug that somebody's program once had, put into ours by `NAME.patch` beside this file. */
export interface HistoricBug {
  readonly name: string
  /** Where it is told of. */
  readonly source: string
  /** What the patched program does. */
  readonly does: string
  readonly checker: Checker
}

const schedules: Checker = { kind: 'schedules' }
const crashPoints: Checker = { kind: 'crash-points' }
const timeTravel: Checker = { kind: 'time-travel' }
const planner: Checker = { kind: 'planner' }
const tests = (name: string, title?: string): Checker => ({
  kind: 'tests',
  file: `test/runtime/${name}.test.ts`,
  ...(title === undefined ? {} : { title }),
})

/**
 * Not here: Hughes's new file that is deleted (a scan that overlooks what was placed meanwhile is stopped by a second guard, the last look before a
 * deletion in Dropbox); block offsets after a filter (parts are sent where they lie, none is left out); ownCloud's issue 11621 (its text is not to
 * be had).
 */
export const historicBugs: readonly HistoricBug[] = [
  {
    name: 'stale-index-empty-folder',
    source: 'github.com/samschott/maestral/issues/295 and 452',
    does: 'takes an empty folder for the one that its index tells of, so that everything counts as deleted on the box',
    checker: timeTravel,
  },
  {
    name: 'marker-not-asked',
    source: 'github.com/samschott/maestral/issues/669',
    does: 'takes any folder that is there for the known one: a volume that is not mounted leaves one too',
    checker: timeTravel,
  },
  {
    name: 'first-scan-deletes',
    source: 'github.com/mutagen-io/mutagen/issues/275',
    does: 'deletes in Dropbox what the first scan after a start does not find',
    checker: tests('engine/second-look'),
  },
  {
    name: 'mass-deletion-passes',
    source: 'github.com/samschott/maestral/issues/669, its request',
    does: 'deletes any number of files unasked',
    checker: tests('core/safety/mass-deletion'),
  },
  {
    name: 'rolled-back-unnoticed',
    source: 'github.com/syncthing/syncthing/issues/7193',
    does: 'plans from an index that is newer than the files, as if somebody had taken back every edit',
    checker: timeTravel,
  },
  {
    name: 'decomposed-names-are-other-names',
    source: 'github.com/samschott/maestral/issues/120',
    does: 'takes the two Unicode forms of a name for two names, so that one of them looks deleted',
    checker: tests('core/plan/plan'),
  },
  {
    name: 'link-overwrites-edits',
    source: 'github.com/samschott/maestral/issues/746',
    does: 'replaces what differs on the box when it is linked',
    checker: tests('core/plan/plan'),
  },
  {
    name: 'equal-content-conflicts',
    source: 'github.com/samschott/maestral/issues/1080',
    does: 'makes conflict copies of files that are equal on both sides when it is linked',
    checker: tests('core/plan/plan'),
  },
  {
    name: 'short-read-is-the-end',
    source: 'github.com/samschott/maestral/issues/925, 926 and 1080',
    does: 'sends what it could read of a file that was cut meanwhile, zeros for the rest',
    checker: tests('local/upload/open-for-upload'),
  },
  {
    name: 'own-state-synced',
    source: 'github.com/samschott/maestral/issues/716',
    does: 'syncs its own cache folder',
    checker: tests('core/names'),
  },
  {
    name: 'deleted-file-comes-back',
    source: 'Hughes et al.: a deleted file comes back',
    does: 'fetches what was deleted on the box',
    checker: planner,
  },
  {
    name: 'upload-overwrites',
    source: 'Hughes et al.: a content is lost',
    does: 'overwrites whatever is in Dropbox by now',
    checker: tests('cloud/upload/flow'),
  },
  {
    name: 'move-cycle',
    source: 'news.ycombinator.com/item?id=22928726 (move cycles)',
    does: 'moves folders across each other in one plan',
    checker: planner,
  },
  {
    name: 'move-by-inode-alone',
    source: 'inode numbers are given away again (inode(7))',
    does: 'takes a new file for the moved one since it got its inode',
    checker: tests('core/plan/plan'),
  },
  {
    name: 'delete-beats-edit',
    source: 'reconcilers in which a deletion wins',
    does: 'deletes on the box what was edited there meanwhile',
    checker: tests('core/plan/plan'),
  },
  {
    name: 'newer-clock-wins',
    source: 'maestral, sync.py: it compares ctime with the time of the last sync',
    does: 'lets the newer of two edits win by its clock',
    checker: tests('core/plan/plan'),
  },
  {
    name: 'overflow-ignored',
    source: 'github.com/syncthing/syncthing: rescan after an overflow; libuv drops IN_Q_OVERFLOW',
    does: 'trusts the hints of a watcher whose queue has overflowed',
    checker: tests('local/watch/watch-folders', '*a full queue lost*'),
  },
  {
    name: 'unreadable-folder-is-empty',
    source: 'EACCES read as a deletion (Mutagen, Problematic)',
    does: 'takes a folder that cannot be listed for an empty one',
    checker: tests('local/scan/unreadable', '*cannot be read is no deletion, and*'),
  },
  {
    name: 'unreadable-file-is-deleted',
    source: 'EACCES read as a deletion (Mutagen, Problematic)',
    does: 'takes a file that cannot be read for a deleted one',
    checker: tests('local/scan/unreadable', '*keeps its known entry, as a problem*'),
  },
  {
    name: 'case-only-rename-ignored',
    source: "dropbox.com/developers: renames by case alone are not in the delta; maestral's case conflicts",
    does: 'leaves the old spelling on the other side',
    checker: planner,
  },
  {
    name: 'unicode-twins-alternate',
    source: 'two names that are one in NFC (maestral, Unicode conflicts)',
    does: 'lets the last of two names that Dropbox takes for one have the key',
    checker: tests('local/scan/names', '*takes for one*'),
  },
  {
    name: 'upload-of-changing-file',
    source: 'maestral, DataChangedError',
    does: 'commits a file that was written to while it was read',
    checker: tests('local/upload/open-for-upload'),
  },
  {
    name: 'autorename',
    source: 'clients that commit with autorename: copies of copies',
    does: 'lets Dropbox give another name to what meets something',
    checker: tests('cloud/upload/flow'),
  },
  {
    name: 'recursive-folder-delete',
    source: 'dropbox-api-spec, DeleteArg: parent_rev is for files only',
    does: 'deletes a folder in Dropbox with what somebody has just put into it',
    checker: tests('cloud/namespace.emulated', '*no file is anywhere below*'),
  },
  {
    name: 'cursor-saved-before-entries',
    source: 'cursor saved before effects',
    does: 'writes down that it knows a page of the delta before it knows it',
    checker: crashPoints,
  },
  {
    name: 'unfinished-listing-is-the-truth',
    source: 'rclone and others: a listing that broke off',
    does: 'plans from a listing that has not ended',
    checker: schedules,
  },
  {
    name: 'synced-before-rename',
    source: 'Synced advanced before rename',
    does: 'writes down that a download is in its place before it is',
    checker: crashPoints,
  },
  {
    name: 'temporary-file-uploaded',
    source: 'temporary files of office programs are synced',
    does: 'sends the temporary files of office programs',
    checker: tests('core/names'),
  },
  {
    name: 'ignore-rule-deletes',
    source:
      'an ignore rule is added, and the other side deletes (rclone keeps an MD5 of its filters for that)',
    does: 'deletes in Dropbox what a new ignore rule names',
    checker: tests('core/plan/plan'),
  },
  {
    name: 'folder-deleted-over-new-files',
    source: 'Mutagen, removeDirectory: what remains',
    does: 'deletes a folder although something in it stays',
    checker: planner,
  },
  {
    name: 'conflict-copy-overwrites-conflict-copy',
    source: 'conflict names by day alone',
    does: 'gives two conflict copies of a day one name',
    checker: planner,
  },
  {
    name: 'racily-clean',
    source: 'git, Documentation/technical/racy-git',
    does: 'takes a file for unchanged that was written within the tick of its clock',
    checker: tests('local/scan/read-again', '*within 2 seconds*'),
  },
  {
    name: 'volume-vanishes-while-read',
    source: 'a volume that is unmounted in the middle of a scan',
    does: 'takes what it could not open any more for deleted',
    checker: tests('local/scan/changing'),
  },
  {
    name: 'old-content-not-kept',
    source: 'a download replaces a file for good',
    does: 'puts what a download replaces into no trash',
    checker: tests('local/swap/place-file'),
  },
  {
    name: 'swap-without-second-look',
    source: 'Mutagen, eight notes on races in transition.go',
    does: 'replaces what somebody wrote between the last look and the rename',
    checker: tests('local/swap/interleaved'),
  },
  {
    name: 'killed-swap-not-undone',
    source: 'a temporary name that nobody takes away after a crash',
    does: 'leaves what a killed swap had in its hand',
    checker: crashPoints,
  },
  {
    name: 'download-not-verified',
    source: 'a broken download takes the place of a file',
    does: 'puts any bytes in place',
    checker: tests('local/staging/stage'),
  },
  {
    name: 'download-not-flushed',
    source: 'rename without fsync: files of length zero after a power cut (ext4, 2009)',
    does: 'gives a file its name before its bytes are on the disk',
    checker: crashPoints,
  },
]
