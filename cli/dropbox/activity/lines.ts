import type { ActiveTransfer, Activity } from '../../../runtime/engine/activity.ts'
import { describeStatus } from '../../../runtime/engine/describe/status.ts'
import { grouped, size, visible } from '../../terminal/text.ts'

const barLength = 20

/** What is under way, as lines: the status with the rates, then each transfer with how far it is. `bars`: drawn, for a terminal. */
export function activityLines({ status, down, up, transfers, more }: Activity, bars: boolean): string[] {
  const rates = [...(down > 0 ? [`${size(down)}/s down`] : []), ...(up > 0 ? [`${size(up)}/s up`] : [])]
  return [
    [visible(describeStatus(status)), ...rates].join(' • '),
    ...transfers.map((transfer) => transferLine(transfer, bars)),
    ...(more === 0 ? [] : [`and ${grouped(more)} more`]),
  ]
}

function transferLine({ path, direction, bytes, moved }: ActiveTransfer, bars: boolean): string {
  const share = bytes === 0 ? 0 : moved / bytes
  const percent = `${Math.floor(share * 100)}%`.padStart(4)
  const drawn = bars ? `${bar(share)} ` : ''
  return `${direction.padEnd(4)} ${drawn}${percent}  ${`${size(moved)} of ${size(bytes)}`.padEnd(20)}  ${visible(path)}`
}

function bar(share: number): string {
  const full = Math.floor(share * barLength)
  return `[${'#'.repeat(full)}${'.'.repeat(barLength - full)}]`
}
