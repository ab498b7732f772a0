import { rounded } from '../figures.ts'
import type { Spread } from '../statistics.ts'
import { element, svg, text } from './svg.ts'

/** What one bar shows: its length is the median, its whisker goes from the least to the most. */
export interface Bar {
  readonly group: string
  readonly label: string
  readonly spread: Spread
}

/** Where a bar is; all in the picture's units. */
export interface PlacedBar extends Bar {
  readonly y: number
  readonly width: number
  /** Of the whisker, from the left of the picture. */
  readonly from: number
  readonly to: number
}

export const barPicture = { width: 760, left: 190, right: 150, top: 44, bar: 18, gap: 6, groupGap: 26 }

/** Places bars below each other, those of a group together; the greatest value takes the whole width. Gives the picture's height, too. */
export function placeBars(bars: readonly Bar[]): {
  readonly bars: readonly PlacedBar[]
  readonly height: number
} {
  const { width, left, right, top, bar, gap, groupGap } = barPicture
  const most = Math.max(...bars.map(({ spread }) => spread.max), 0)
  const scale = most > 0 ? (width - left - right) / most : 0
  let y = top
  let group: string | undefined
  const placed = bars.map((one) => {
    if (one.group !== group) y += groupGap
    group = one.group
    const at = y
    y += bar + gap
    const { median, min, max } = one.spread
    return { ...one, y: at, width: median * scale, from: left + min * scale, to: left + max * scale }
  })
  return { bars: placed, height: y + gap }
}

/** A picture of bars: medians, with whiskers from the least to the most. `own` is the label that stands out. */
export function plotBars(title: string, unit: string, given: readonly Bar[], own: string): string {
  const { width, left, bar } = barPicture
  const { bars, height } = placeBars(given)
  const heads = bars.filter(({ group }, index) => group !== bars[index - 1]?.group)
  return svg(width, height, title, [
    text(12, 24, title, { 'font-size': 15, 'font-weight': 'bold' }),
    ...heads.map(({ group, y }) => text(12, y - 7, group, { 'font-size': 12, fill: '#57606a' })),
    ...bars.flatMap(({ label, y, width: long, from, to, spread }) => [
      text(left - 8, y + bar - 5, label, { 'font-size': 12, 'text-anchor': 'end' }),
      element('rect', {
        ...{ x: left, y, width: long, height: bar },
        fill: label === own ? '#0b5fff' : '#a8b3c2',
      }),
      ...(to > from
        ? [element('path', { d: whisker(from, to, y + bar / 2), stroke: '#1f2328', fill: 'none' })]
        : []),
      text(Math.max(left + long, to) + 8, y + bar - 5, `${rounded(spread.median)} ${unit}`.trim(), {
        'font-size': 12,
      }),
    ]),
  ])
}

function whisker(from: number, to: number, y: number): string {
  const at = (value: number): string => value.toFixed(1)
  return `M${at(from)} ${y - 4}v8M${at(from)} ${y}H${at(to)}M${at(to)} ${y - 4}v8`
}
