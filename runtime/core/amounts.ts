const units = ['bytes', 'KB', 'MB', 'GB', 'TB'] as const

/** A number of bytes for people, in Dropbox's own units (1 KB = 1024 bytes): `1 byte`, `0 bytes`, `3.4 MB`. */
export function size(bytes: number): string {
  if (bytes === 1) return '1 byte'
  let [amount, power] = [bytes, 0]
  // Compared as it will be shown: 1023.6 KB is 1 MB, not 1024 KB.
  while (Math.round(amount) >= 1024 && power < units.length - 1) {
    amount /= 1024
    power += 1
  }
  return `${power === 0 || amount >= 100 ? Math.round(amount) : Number(amount.toFixed(1))} ${units[power]}`
}

/** A number for people: `12,345`. Of a whole one without Intl, which takes a command 14 ms to load. */
export function grouped(number: number): string {
  if (!Number.isSafeInteger(number)) return number.toLocaleString('en-US')
  return String(number).replaceAll(/\B(?=(?:\d{3})+$)/g, ',')
}

/** A number of things: `1 file`, `2,000 files`. The plural of `noun` ends in s. */
export function countOf(number: number, noun: string): string {
  return `${grouped(number)} ${noun}${number === 1 ? '' : 's'}`
}
