/** What `rateInWords` takes, as a person is told. */
export const rateWords = '"unlimited", or a whole number of KB/s, 1 or more'

/** A limit for transfers as a person writes it (`rateWords`), in KB of 1,024 bytes per second; undefined for any other word. */
export function rateInWords(word: string): number | 'unlimited' | undefined {
  if (word.toLowerCase() === 'unlimited') return 'unlimited'
  const rate = /^\d{1,9}$/.test(word) ? Number(word) : 0
  return rate >= 1 ? rate : undefined
}
