import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { type DropboxBox, isSynced, link, unlinkedBox } from './linked-box.ts'
import { type VerbTable, verbTable } from './verb-table.ts'

/** All that has no place in the table, and where it is seen instead. */
const exempt = {
  // It asks a person at a terminal: choose.test.ts.
  choose: ['answer', 'json', 'quiet'],
  // A file is printed as it is.
  cat: ['json'],
  // It prints what sharelink prints, and says on standard error that this has taken its place: sharelink.test.ts.
  puburl: ['answer', 'json'],
} as const

const notRunning = /^Dropbox isn't running, and .* only while it runs\. Start it with "dropbox start"\.$/
const tooMany = /^Too many arguments .* See "dropbox help [a-z]+"\.$/
const nowhere = /^There is no "\/nowhere" in (your )?Dropbox\. /
const missing = /^Missing required argument '[a-z]+'\. See "dropbox help [a-z]+"\.$/
const time = '\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d'

test('every verb is seen as the installed program: what it answers, what it refuses with which exit code, its JSON, and what --quiet leaves of it', async (t) => {
  const box = await unlinkedBox(t)
  await box.put('/Docs/plan.txt', 'one\n')
  await box.put('/Docs/plan.txt', 'two\n')
  await box.put('/Photos/a.jpg', 'a')
  for (const path of ['/gone.txt', '/lost.txt', '/Old/x.txt']) {
    await box.put(path, 'gone for a while')
    await box.remove(path)
  }
  await link(t, box, ['--sync', 'Docs'])
  const table = await verbTable(t, box)

  await refused(table)
  await table.answers('start', 'Starting Dropbox...Done!')
  await table.json('start', '{outcome}')
  await table.quietly('start', '')
  writeFileSync(join(box.folder, 'mine.txt'), 'mine')
  await box.reports((report) => isSynced(report) && report.files === 2)
  await standing(table)
  await going(table)
  await settings(table)
  await choices(table)
  await ignored(table)
  await linking(table, box)
  await conflicting(table, box)
  await reaching(table, box)
  await unlinking(table, box, () => link(t, box, []))
  t.deepEqual(table.missing(exempt), [])
})

/** What each verb refuses while no agent runs. */
async function refused({ refuses }: VerbTable): Promise<void> {
  for (const verb of ['problems', 'activity', 'wait', 'filestatus', 'ls', 'rescan', 'approve', 'restored'])
    await refuses(verb, notRunning, 3)
  const plain = ['status', 'start', 'stop', 'running', 'resume', 'update', 'version']
  const lists = ['exclude', 'ignore', 'symlink', 'trash', 'conflicts', 'notify'].map((verb) => `${verb} list`)
  for (const verb of [...plain, ...lists]) await refuses(`${verb} x`, tooMany, 2)
  for (const verb of ['ignore add', 'ignore check', 'ignore why']) await refuses(verb, missing, 2)
  for (const verb of ['sync add', 'sync remove', 'exclude add', 'exclude remove', 'cat', 'get'])
    await refuses(`${verb} /nowhere`, nowhere, 2)
  for (const verb of ['puburl', 'sharelink', 'sharelink create', 'sharelink list', 'sharelink revoke'])
    await refuses(`${verb} /nowhere`, nowhere, 1)
  for (const [words, sentence] of [
    ['history -n 0', /^Option '-n, --lines <number>' argument '0' is invalid\. /],
    ['log -n x', /^Option '-n, --lines <number>' argument 'x' is invalid\. /],
    ['pause --for ever', /^Option '--for <duration>' argument 'ever' is invalid\. /],
    ['autostart perhaps', /^Give "y" or "n", or nothing to see how it is\. /],
    ['lansync perhaps', /^Give "y" or "n", or nothing\. /],
    ['sync --new-folders some', /Allowed choices are exclude, include\. /],
    ['sync list /nowhere', /^There is no folder "\/nowhere" in your Dropbox\. /],
    ['choose', /^Nobody is there to choose\. "dropbox sync add" /],
    ['ignore remove x', /^There is no rule "x" in your \.mignore\. /],
    ['symlink add /nowhere', /^\/nowhere is not there\.$/],
    ['symlink remove x', /^There is no link "x" in .* See "dropbox symlink list"\.$/],
    ['adopt workspace x', /^There is no folder "x" in /],
    ['trash restore /nowhere', /^There is no "\/nowhere" in the trash\.$/],
    ['trash empty --older-than x', /^Option '--older-than <age>' argument 'x' is invalid\. /],
    ['revs /nowhere', /^Dropbox has no revisions of "\/nowhere"\.$/],
    ['diff /nowhere', /^"\/nowhere" is no file on this computer\. /],
    ['restore', /^Name a file or a folder\. See "dropbox help restore"\.$/],
    ['conflicts diff /nowhere', /^"\/nowhere" is in no conflict\. /],
    ['conflicts keep mine /nowhere', /^"\/nowhere" is in no conflict\. /],
    ['doctor ../x', /^"\.\.\/x" is not in your Dropbox folder /],
    ['throttle fast slow', /^"fast" is no limit for downloads\. /],
    ['proxy sometimes', /^Give "none", "auto" or "manual"\. /],
    ['notify --on halt', /^Give a command line: /],
    ['notify remove 7', /^There is no number 7\. /],
    ['completion tcsh', /Allowed choices are bash, zsh, fish\. /],
    ['help x', /^No such command "x"\. See "dropbox help"\.$/],
  ] as const)
    await refuses(words, sentence, 2)
  await refuses('put nowhere', /\/nowhere: it is not there\. /, 1)
}

/** How it stands, while everything is synced. */
async function standing({ answers, json, quietly }: VerbTable): Promise<void> {
  await answers('wait', 'Up to date')
  await json('wait', '{outcome status missing more unsynced}')
  await quietly('wait', '')
  await answers('status', 'Up to date')
  const status = 'running linked text version folder boxName link bandwidth startedAt pid account status'
  const more =
    'files bytes problems shortages repositories mappings rescan cloudMark setApart beingMade newFolders'
  await json('status', `{${status} ${more}}`)
  await quietly('status', '')
  await answers('problems', 'No problems.')
  await json('problems', '[]')
  await quietly('problems', '')
  await answers('activity', /^Up to date/)
  await json('activity', '{status down up transfers more}')
  await quietly('activity', /^Up to date/)
  await answers('history -n 1', new RegExp(`^${time} {2}uploaded {2}/mine\\.txt$`))
  await json('history -n 1', '[{at action path detail box}]')
  await quietly('history -n 1', /uploaded {2}\/mine\.txt$/)
  await answers('log -n 1', new RegExp(`^${time}:\\d\\d \\S`))
  await json('log -n 1', '{level time pid event}')
  await quietly('log -n 1', new RegExp(`^${time}:\\d\\d \\S`))
  await answers('filestatus Dropbox/mine.txt', 'Dropbox/mine.txt: up to date')
  await json('filestatus Dropbox/mine.txt', '[{path status}]')
  await quietly('filestatus Dropbox/mine.txt', 'Dropbox/mine.txt: up to date')
  await answers('ls Dropbox', 'Docs\nmine.txt')
  await json('ls Dropbox', '[{path status}]')
  await quietly('ls --remote', 'Docs/\nOld/\nPhotos/\nmine.txt')
  await answers('approve', /^Nothing waits for your approval\b/)
  await json('approve', '{halts deletions additions approved}')
  await quietly('approve', '')
  await answers('restored', 'Nothing was restored to an older state. There is nothing to choose.')
  await json('restored', '{halts plans chosen}')
  await quietly('restored', '')
  await answers('doctor', /^ok +clock .*\n(Nothing is wrong|\d+ things? to know)/s)
  await json('doctor', '{ok wrong warnings findings}')
  await quietly('doctor', /./)
}

/** Whether it runs, and goes on. */
async function going({ answers, json, quietly }: VerbTable): Promise<void> {
  await answers('running', '')
  await json('running', '{running}')
  await quietly('running', '')
  await answers('rescan', 'Looking for changes in every folder.')
  await json('rescan', '{rescanning}')
  await quietly('rescan', '')
  await answers('pause', 'Syncing paused. It goes on with "dropbox resume".')
  await json('pause', '{paused until}')
  await quietly('pause', '')
  await answers('resume', 'Syncing goes on.')
  await json('resume', '{paused wasPaused}')
  await quietly('resume', '')
}

async function settings({ answers, json, quietly }: VerbTable): Promise<void> {
  await answers('autostart', 'off')
  await json('autostart', '{autostart}')
  await quietly('autostart', 'off')
  await answers('throttle', 'download unlimited\nupload unlimited')
  await json('throttle', '{download upload}')
  await quietly('throttle unlimited unlimited', '')
  await answers('proxy', 'auto')
  await json('proxy', '{mode}')
  await quietly('proxy auto', '')
  await answers('notify --exec true', '1  conflict, halt, problem  true')
  await json('notify --exec true', '[{exec on}]')
  await quietly('notify --exec true', /^1 .*\n2 .*\n3 .*true$/)
  await answers('notify list', /^1 .*\n2 .*\n3 .*true$/)
  await json('notify list', '[{exec on}]')
  await quietly('notify list', /^1 .*\n2 .*\n3 .*true$/)
  await answers('notify remove 3', /^1 .*\n2 .*true$/)
  await quietly('notify remove 2', '1  conflict, halt, problem  true')
  await json('notify remove 1', '[]')
  await answers('completion bash', /^# .*complete /s)
  await json('completion bash', '{shell script}')
  await quietly('completion bash', /complete /)
  await answers('lansync', /^There is no LAN sync here: .* Nothing was changed\.$/)
  await json('lansync', '{lansync}')
  await quietly('lansync', '')
  await answers('update', /^This is version \S+\. .*\n {2}\$ npm install .*\n {2}\$ parts upgrade$/)
  await json('update', '{version commands}')
  await quietly('update', /npm install/)
  await answers('version', /^Dropbox daemon version: (\S+)\nDropbox command-line interface version: \1$/)
  await json('version', '{daemon command running}')
  await quietly('version', /^Dropbox daemon version: /)
  await answers('help stop', /^Usage: dropbox stop \[options\]\n\nStop Dropbox\./)
  await json('help stop', '{commands}')
  await quietly('help stop', /^Usage: dropbox stop/)
}

async function choices({ answers, json, quietly }: VerbTable): Promise<void> {
  const stays =
    'What appears in Dropbox later stays there. "dropbox sync --new-folders include" brings it here, too.'
  await answers(
    'sync list',
    new RegExp(`^Docs/ .* synced\nOld/ .* not synced\nPhotos/ .* not synced\nmine.txt .* synced\n${stays}$`),
  )
  await json('sync list', '{newFolders items}')
  await quietly('sync list', /^Docs\/ .*\nOld\/ .*\nPhotos\/ .*\nmine\.txt .* synced$/)
  await answers('sync --new-folders exclude', stays)
  await json('sync --new-folders exclude', '{newFolders}')
  await quietly('sync --new-folders exclude', '')
  await answers('sync add /Photos', 'Synced:\nDropbox/Photos')
  await json('sync add /Photos', '{synced stillExcluded needed free}')
  await quietly('sync add /Photos', 'Dropbox/Photos')
  await answers('sync remove /Photos', /^No longer on this computer:\nDropbox\/Photos/)
  await json('sync remove /Photos', '{removed kept}')
  await quietly('sync remove /Photos', 'Dropbox/Photos')
  await answers('exclude list', 'Excluded: \nDropbox/Old\nDropbox/Photos')
  await json('exclude list', '[_]')
  await quietly('exclude list', 'Dropbox/Old\nDropbox/Photos')
  await answers('exclude remove /Photos', 'No longer excluded: \nDropbox/Photos')
  await json('exclude remove /Photos', '{included stillExcluded}')
  await quietly('exclude remove /Photos', 'Dropbox/Photos')
  await answers('exclude add /Photos', 'Excluded: \nDropbox/Photos')
  await json('exclude add /Photos', '{excluded kept}')
  await quietly('exclude add /Photos', 'Dropbox/Photos')
}

async function ignored({ answers, json, quietly }: VerbTable): Promise<void> {
  await answers('ignore add *.tmp', /^Added to \S+\/Dropbox\/\.mignore:\n\*\.tmp$/)
  await json('ignore add *.bak', '{file rules changed stops starts}')
  await quietly('ignore add *.old', '*.old')
  await answers(
    'ignore list',
    /^\S+\/Dropbox\/\.mignore\n {4}1 {2}\*\.tmp\n {4}2 {2}\*\.bak\n {4}3 {2}\*\.old$/,
  )
  await json('ignore list', '[{folder file line rule}]')
  await quietly('ignore list', /^ {4}1 {2}\*\.tmp\n/)
  await answers('ignore check Dropbox/a.tmp', 'Dropbox/a.tmp')
  await json('ignore check Dropbox/a.tmp', '[_]')
  await quietly('ignore check Dropbox/a.txt', '', 1)
  await answers('ignore why Dropbox/a.tmp', /^Dropbox\/a\.tmp is ignored by the rule "\*\.tmp" \(line 1 of /)
  await json('ignore why Dropbox/a.tmp', '[{path by ignored rule}]')
  await quietly('ignore why Dropbox/a.txt', 'Dropbox/a.txt is not ignored: no rule names it.')
  await answers('ignore remove *.tmp', /^Removed from \S+\/Dropbox\/\.mignore:\n\*\.tmp$/)
  await json('ignore remove *.bak', '{file rules changed stops starts}')
  await quietly('ignore remove *.old', '*.old')
}

/** Folders that are linked: the workspace as `thesis`, and another as `Docs`. */
async function linking(table: VerbTable, box: DropboxBox): Promise<void> {
  const { answers, refuses, json, quietly } = table
  await refuses('adopt target Docs', /^Nobody is there to ask\. "--yes" /, 2, /move from .*Docs to .*target/)
  await answers('adopt target Docs --yes', /\nLinked: \S+\/Dropbox\/Docs -> \S+\/target$/)
  mkdirSync(join(box.folder, 'Empty'))
  mkdirSync(join(box.folder, 'Void'))
  await json('adopt empty Empty --yes', '{name link target moved files bytes same both stuck done}')
  await quietly('adopt void Void --yes', /move/)
  symlinkSync(join(box.home, 'odd'), join(box.folder, 'Odd'))
  mkdirSync(join(box.home, 'odd'))
  await answers('symlink add workspace thesis', /^Linked: \S+\/Dropbox\/thesis -> \S+\/workspace$/)
  await json('symlink add workspace thesis', '{name link target}')
  await quietly('symlink add workspace thesis', '')
  await box.reports((report) => isSynced(report) && report.mappings.length === 5)
  await answers('symlink list', /\nthesis -> \S+\/workspace/)
  await json('symlink list', '[{name link target}]')
  await quietly('symlink list', /\nthesis -> \S+\/workspace/)
  await answers(
    'symlink remove Empty',
    /^No longer linked: Empty\. Its files stay as they are, here and in Dropbox\.$/,
  )
  await json('symlink remove Void', '{name}')
  await quietly('symlink remove Odd', '')
}

/** Conflict copies in the linked workspace, and the trash, to which what is not kept of them goes. */
async function conflicting(table: VerbTable, box: DropboxBox): Promise<void> {
  const { answers, refuses, json, quietly } = table
  for (const name of ['a', 'b', 'c']) {
    writeFileSync(join(box.workspace, `${name}.txt`), 'one\n')
    writeFileSync(join(box.workspace, `${name} (Ann's conflicted copy 2026-11-21).txt`), 'two\n')
  }
  await box.here('wait')
  await answers(
    'conflicts list',
    new RegExp(`^Dropbox/thesis/a\\.txt +4 bytes {2}${time}\n {2}Dropbox/thesis/a \\(Ann's`),
  )
  await json('conflicts list', '[{copy original by mine}]')
  await quietly('conflicts list', /^Dropbox\/thesis\/a\.txt/)
  await answers('conflicts diff /thesis/a.txt', /^--- \/thesis\/a\.txt.*\n-one\n\+two$/s, 1)
  await json('conflicts diff /thesis/a.txt', '[{copy original equal diff}]', 1)
  await quietly('conflicts diff /thesis/a.txt', /^--- \/thesis\/a\.txt.*\n-one\n\+two$/s, 1)
  await answers(
    'conflicts keep theirs /thesis/a.txt',
    /^Kept: Dropbox\/thesis\/a\.txt\nThe other version is in the trash/,
  )
  await json('conflicts keep theirs /thesis/b.txt', '{kept trashed}')
  await quietly('conflicts keep theirs /thesis/c.txt', '')
  await answers(
    'trash list',
    new RegExp(`^${time} {2}4 bytes {2}not kept of a conflict +Dropbox/thesis/\\w\\.txt\n`),
  )
  await json('trash list', '[{path at why bytes file}]')
  await quietly('trash list', /not kept of a conflict +Dropbox\/thesis\/c\.txt\n/)
  await answers('trash restore /thesis/a.txt', /^Restored:\nDropbox\/thesis\/a \(restored\)\.txt/)
  await json('trash restore /thesis/b.txt', '[{path to wanted}]')
  await quietly('trash restore /thesis/c.txt', 'Dropbox/thesis/c (restored).txt')
  await refuses(
    'trash empty',
    /^Nobody is there to ask\. "dropbox trash empty --yes" /,
    2,
    / would be deleted for good\.$/,
  )
  await answers('trash empty --yes', / would be deleted for good\.\nDeleted 0 files, 0 bytes\.\n/)
  await json('trash empty --yes', '{files bytes kept}')
  await quietly('trash empty --yes', '')
}

/** What is in Dropbox itself. */
async function reaching({ answers, refuses, json, quietly }: VerbTable, box: DropboxBox): Promise<void> {
  const plan = '/Docs/plan.txt'
  await answers(
    `revs ${plan}`,
    new RegExp(`^\\S+ {2}${time}:\\d\\d {2}4 bytes +current\n\\S+ {2}${time}:\\d\\d {2}4 bytes$`),
  )
  await json(`revs ${plan}`, '{path deleted more revisions}')
  await quietly(`revs ${plan}`, /4 bytes$/)
  const { revisions } = JSON.parse((await box.here('revs', plan, '--json')).stdout)
  const old = `${plan} ${revisions[1].rev}`
  await answers(`diff ${old}`, /^--- \/Docs\/plan\.txt.*\n-one\n\+two$/s, 1)
  await json(`diff ${old}`, '{path equal before after diff}', 1)
  await quietly(`diff ${old}`, /\n-one\n\+two$/, 1)
  await answers(`cat ${plan}`, 'two')
  await quietly(`cat ${plan}`, 'two')
  await answers(`get ${plan} got.txt`, /^Fetched: \S+\/got\.txt \(4 bytes\)$/)
  await json(`get ${plan} json.txt`, '{path file rev bytes hash}')
  await quietly(`get ${plan} quiet.txt`, '')
  await answers('put got.txt /sent.txt', 'Sent: /sent.txt (4 bytes)')
  await json('put got.txt /json.txt', '{path file rev bytes hash}')
  await quietly('put got.txt /quiet.txt', '')
  await answers('sharelink /sent.txt', /^https:\S+$/)
  await json('sharelink /sent.txt', '{url kind name path expires password made}')
  await quietly('sharelink /sent.txt', /^https:\S+$/)
  await quietly('puburl /sent.txt', /^https:\S+$/)
  await answers('sharelink create /json.txt', /^https:\S+$/)
  await json('sharelink create /json.txt', '{url kind name path expires password made}')
  await quietly('sharelink create /quiet.txt', /^https:\S+$/)
  await answers('sharelink list /sent.txt', /^https:\S+ {2}\/sent\.txt$/)
  await json('sharelink list', '[{url kind name path expires password}]')
  await quietly('sharelink list /sent.txt', /^https:\S+ {2}\/sent\.txt$/)
  await answers('sharelink revoke /sent.txt', /^No longer leads anywhere: https:\S+$/)
  await json('sharelink revoke /json.txt', '{revoked}')
  await quietly('sharelink revoke /quiet.txt', '')
  await answers(
    'restore /gone.txt',
    new RegExp(`^Restored in Dropbox: ${time}:\\d\\d {2}16 bytes {2}/gone\\.txt$`),
  )
  await json('restore --list', '{deleted unknown}')
  await quietly('restore /lost.txt', '')
  await refuses(
    'restore /Old',
    /^Nobody is there to ask\. "dropbox restore --yes" /,
    2,
    /^Deleted, and brought back:\n/,
  )
}

/** What a person is asked of a halt, and at the end. */
async function unlinking(table: VerbTable, box: DropboxBox, linkAgain: () => Promise<void>): Promise<void> {
  const { answers, refuses, json, quietly } = table
  await answers('stop', 'Dropbox daemon stopped.')
  await json('stop', '{outcome}')
  await quietly('stop', '')
  rmSync(join(box.workspace, '.dropbox.cache'), { recursive: true })
  for (const name of readdirSync(join(box.home, 'target')))
    rmSync(join(box.home, 'target', name), { recursive: true })
  await box.here('start')
  await box.reports(({ status }) => status.state === 'halted' && status.halts.length === 2)
  await refuses('approve', /^Nobody is there to ask\. "dropbox approve --yes" /, 2, / is empty, where /)
  await refuses('restored keep-both', /^Nobody is there to ask\. "dropbox restored keep-both --yes" /, 2, /./)
  await refuses('unlink', /^Nobody is there to ask\. "dropbox unlink --yes" /, 2)
  await answers(
    'unlink --yes',
    /^This computer is no longer linked to Dropbox\. No file was deleted, here or there\.\n/,
  )
  await linkAgain()
  await json('unlink --yes', '{source revoked left}')
  await linkAgain()
  await quietly('unlink --yes', '')
}
