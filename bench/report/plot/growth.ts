import { rounded } from '../figures.ts'
import { element, svg, text } from './svg.ts'

/** What something cost at an amount of work. */
export interface Point {
  readonly work: number
  readonly cost: number
}

/** One line of a picture. */
export interface Growth {
  readonly label: string
  readonly points: readonly Point[]
}

export const growthPicture = { width: 760, height: 380, left: 70, right: 260, top: 50, bottom: 50 }

/** Where values of a logarithmic axis lie between `from` and `to`: the axis ends at the powers of ten around them. */
export function logAxis(
  values: readonly number[],
  from: number,
  to: number,
): { readonly ticks: readonly number[]; readonly place: (value: number) => number } {
  const logs = values.filter((value) => value > 0).map(Math.log10)
  const low = Math.floor(Math.min(...logs))
  const high = Math.max(low + 1, Math.ceil(Math.max(...logs)))
  return {
    ticks: Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index)),
    place: (value) => from + ((Math.log10(value) - low) / (high - low)) * (to - from),
  }
}

/** A picture of how cost grows with work, both on logarithmic axes: what is proportional rises as steeply as the axes. */
export function plotGrowth(
  title: string,
  units: { readonly work: string; readonly cost: string },
  given: readonly Growth[],
): string {
  const { width, height, left, right, top, bottom } = growthPicture
  const lines = given
    .map(({ label, points }) => ({ label, points: points.filter(({ work, cost }) => work > 0 && cost > 0) }))
    .filter(({ points }) => points.length > 0)
  const all = lines.flatMap(({ points }) => points)
  const [ground, end] = [height - bottom, width - right]
  if (all.length === 0) return svg(width, height, title, [])
  const x = logAxis(
    all.map(({ work }) => work),
    left,
    end,
  )
  const y = logAxis(
    all.map(({ cost }) => cost),
    ground,
    top,
  )
  return svg(width, height, title, [
    text(12, 24, title, { 'font-size': 15, 'font-weight': 'bold' }),
    ...x.ticks.flatMap((tick) => [
      element('path', { d: `M${x.place(tick).toFixed(1)} ${top}V${ground}`, stroke: '#d8dee4' }),
      text(x.place(tick), ground + 18, rounded(tick), { 'font-size': 11, 'text-anchor': 'middle' }),
    ]),
    ...y.ticks.flatMap((tick) => [
      element('path', { d: `M${left} ${y.place(tick).toFixed(1)}H${end}`, stroke: '#d8dee4' }),
      text(left - 6, y.place(tick) + 4, rounded(tick), { 'font-size': 11, 'text-anchor': 'end' }),
    ]),
    text((left + end) / 2, height - 12, units.work, { 'font-size': 12, 'text-anchor': 'middle' }),
    text(12, top - 10, units.cost, { 'font-size': 12 }),
    ...lines.flatMap(({ label, points }, index) => {
      const color = colors[index % colors.length] ?? '#0b5fff'
      const sorted = points.toSorted((one, other) => one.work - other.work)
      const places = sorted.map(({ work, cost }) => `${x.place(work).toFixed(1)} ${y.place(cost).toFixed(1)}`)
      return [
        element('path', { d: `M${places.join('L')}`, stroke: color, 'stroke-width': 2, fill: 'none' }),
        ...sorted.map(({ work, cost }) =>
          element('circle', { cx: x.place(work), cy: y.place(cost), r: 3, fill: color }),
        ),
        element('rect', { x: end + 16, y: top + index * 20, width: 12, height: 12, fill: color }),
        text(end + 34, top + index * 20 + 10, label, { 'font-size': 12 }),
      ]
    }),
  ])
}

const colors = [
  '#0b5fff',
  '#d1242f',
  '#1a7f37',
  '#8250df',
  '#bc4c00',
  '#57606a',
  '#0a7ea4',
  '#bf3989',
  '#9a6700',
]
