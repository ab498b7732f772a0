/** Says that not every change on the box is seen at once; `shortfall` is the watcher's reason, half a sentence. */
export function describeWatching(shortfall: string): string {
  return `Changes on this computer may be noticed some minutes late: ${shortfall}.`
}
