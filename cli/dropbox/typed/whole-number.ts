import { InvalidArgumentError } from 'commander'

/** A whole number from 1 to 999,999, for commander. Throws its InvalidArgumentError for anything else. */
export function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('Give a whole number, 1 or more.')
  return Number(text)
}
