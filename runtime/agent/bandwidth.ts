import type { Bandwidth } from '../box/configuration.ts'
import type { Bandwidth as Rates } from '../cloud/connection/throttle.ts'

/** The limits that a person set (KB of 1,024 bytes per second) as a connection takes them (bytes per second). */
export function bytesPerSecond({ download, upload }: Bandwidth): Rates {
  const perSecond = (rate: number | 'unlimited') => (rate === 'unlimited' ? undefined : rate * 1024)
  return { down: perSecond(download), up: perSecond(upload) }
}
