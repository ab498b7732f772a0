/** Why a goal was missed, and what would close the gap: sentences for readers of the page. */
export interface Fall {
  /** Stands in what the missed line says, as `memory`; empty for every line of the row that no other text is for. */
  readonly line: string
  readonly why: string
  readonly closes: string
}

export type Falls = Readonly<Record<string, readonly Fall[]>>

/**
 * By the name of the row, most particular first. A text is only shown while a line that it is for falls short, and is to be mended when the
 * figures show that something else is the cause.
 */
export const falls: Falls = {
  'small-files-up': [
    {
      line: 'time against the floor',
      why: 'Beside the calls of the script the agent starts, signs in, lists Dropbox, looks at the folder, hashes what it sends, and writes each file down before it counts as synced. That is a fixed part and one for each file, on the two cores that also carry the emulator.',
      closes:
        'sending the first pack while the folder is still being looked at, and recording in larger pieces.',
    },
    {
      line: 'faster than rclone',
      why: 'Dropbox takes one commit at a time, and so much for each entry, whoever sends: the script with the fewest calls cannot do without that either, so that its distance to rclone is the most that anybody can have.',
      closes: 'what brings the agent nearer to the script.',
    },
    {
      line: 'requests',
      why: 'A start asks a few times however few the files are, and a pack holds 200.',
      closes: 'larger packs.',
    },
  ],
  'small-files-down': [
    {
      line: 'faster than rclone',
      why: 'Each file is verified by its content hash, written beside its place and flushed to the disk (by a thread of its own), put in its place by a link that replaces nothing, and recorded, on two cores that carry the emulator as well. What the files of one folder have in common is done once. rclone writes, and is done.',
      closes: 'flushing many files with one call, which Node.js does not offer (syncfs(2)).',
    },
    {
      line: 'requests',
      why: 'Files that do not come within the zip of a folder take a call each.',
      closes: 'larger zips.',
    },
  ],
  'large-file': [
    {
      line: 'speed against curl, up',
      why: 'The file is read and hashed as a whole, by two threads, before any of it is sent: what Dropbox has already, in a file that was moved or copied, is not sent, and only the hash tells. Then each byte is read once more and encrypted by Node.js, all on the two cores that carry the emulator as well, of which it needs more than one. curl reads once and hashes nothing; its start is a few milliseconds.',
      closes:
        'sending while the file is hashed, where Dropbox holds no file of that size, and committing only what the hash then says.',
    },
    {
      line: 'speed against curl, down',
      why: 'Each byte is decrypted by Node.js, copied three times on its way, hashed, and written to the disk itself before the file counts: that takes twice as much of the processor as curl, which leaves it in memory, from which the system writes it later. Both cores are threads of one, and carry the emulator as well, which gets slower by it. A thread of its own that reads and hashes what is written was tried: it cost a fifth more, and made nothing quicker.',
      closes:
        'a TLS that gives what it decrypted without copying it; not the flush, which is what makes a kill harmless, nor the hash.',
    },
    {
      line: 'peak memory',
      why: 'Most of it is the file of Node.js, of which as much counts as was ever touched, and what a start leaves behind; of each piece that is under way at once half a MiB is in memory.',
      closes: 'a smaller Node.js, or none.',
    },
    {
      line: 'sent again',
      why: 'A piece counts when Dropbox has answered: those that were under way are sent anew.',
      closes: 'smaller pieces, at the price of more calls.',
    },
  ],
  latency: [
    {
      line: '',
      why: 'The agent waits until the box has been quiet for 60 ms, looks, plans, and then makes the calls that the API needs.',
      closes: 'a shorter wait, at the price of more uploads of files that are still being written.',
    },
  ],
  'start-unchanged': [
    {
      line: 'until Up to date',
      why: 'Before it may say so, the agent starts, asks the disk about every file and folder, compares that with its index, and asks Dropbox what has changed.',
      closes: 'a quicker comparison; the disk has to be asked, since nobody watched it meanwhile.',
    },
    {
      line: 'requests',
      why: 'A token, whose account it is, and what has changed are a call each.',
      closes: 'keeping the access token over a restart.',
    },
  ],
  'million-files': [
    {
      line: 'full scan',
      why: 'Each file and folder is asked about on the disk, 1.3 million calls to the system, and compared with the index by a word for each folder. Two threads share that from the first folder on, and both are busy nearly all of the time.',
      closes:
        'a call that tells of all files in a folder at once: Linux has none, and its nearest thing (statx by io_uring) Node.js does not give.',
    },
    {
      line: 'index',
      why: 'Of each file the index keeps the name, the content hash, the revision and the identity at Dropbox, and by what a look tells that nothing has changed.',
      closes: 'keeping only once what both sides agree on.',
    },
    {
      line: 'first sync',
      why: 'At first everything is new on both sides: what is looked at, listed, compared and written down at once is held in memory meanwhile.',
      closes: 'going through the first sync folder by folder.',
    },
    {
      line: 'once indexed',
      why: 'A look at everything holds what it found until it is compared.',
      closes: 'comparing folder by folder, and giving memory back sooner.',
    },
    {
      line: 'one edit',
      why: 'Something is gone through as a whole, though only one file has changed.',
      closes: 'finding what it is in a profile.',
    },
  ],
  idle: [
    {
      line: 'memory without',
      why: 'The index is partly in memory, and so is one watch for each folder.',
      closes: 'smaller caches at rest.',
    },
    {
      line: 'memory',
      why: 'Most of it is the file of Node.js (126 MB on the disk), of which as much counts as was ever touched. It is shared by all processes that run the same file, and the system takes it back when it needs room; a Node.js that does nothing counts 43 MB already.',
      closes: 'a smaller Node.js, or none.',
    },
    {
      line: 'of a core',
      why: 'Every five minutes the agent looks at everything, because a watch can lose changes and not say so (inotify(7), IN_Q_OVERFLOW). At this size nearly all of the time at rest is that.',
      closes: 'longer pauses between looks where watches have been seen to work, or cheaper looks.',
    },
    {
      line: 'requests',
      why: 'Waiting for changes is a call of up to eight minutes, and whose account it is is asked twice an hour.',
      closes: 'nothing that Dropbox offers: its longest wait is 480 s and a random part of 90 s.',
    },
  ],
  status: [
    {
      line: '',
      why: 'Most of it is the start of Node.js, which takes longer on a busy machine.',
      closes: 'asking the agent without Node.js, from a shell.',
    },
  ],
  'rate-limits': [
    {
      line: 'refused',
      why: 'How much Dropbox allows is only told by refusals: the agent has to try now and then whether more is allowed.',
      closes: 'trying less often, at the price of being slow for longer after a limit was lifted.',
    },
    {
      line: 'twice',
      why: 'A transfer that was broken off in its middle is made again as a whole.',
      closes: 'going on where it broke off.',
    },
  ],
  growth: [
    {
      line: 'rate limits',
      why: 'The first calls pass before the limit is met, so that the smallest size is cheaper for each file than all others.',
      closes: 'nothing in the agent: between the greater sizes the cost is proportional.',
    },
    {
      line: '',
      why: 'Something costs more for each file when there are more files.',
      closes: 'finding what it is in a profile of the greatest size.',
    },
  ],
}
