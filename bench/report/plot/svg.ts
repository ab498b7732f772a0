type Attributes = Readonly<Record<string, string | number>>

/** A picture on a white ground, whatever page it stands on; `title` is for those who cannot see it. */
export function svg(width: number, height: number, title: string, parts: readonly string[]): string {
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" role="img">`,
    `<title>${escaped(title)}</title>`,
    element('rect', { width, height, fill: '#ffffff' }),
    ...parts,
    '</svg>',
  ].join('\n')}\n`
}

/** An element without content; numbers are written with one digit after the point. */
export function element(name: string, attributes: Attributes): string {
  return `<${name}${written(attributes)}/>`
}

export function text(x: number, y: number, words: string, attributes: Attributes = {}): string {
  return `<text${written({ x, y, fill: '#1f2328', ...attributes })}>${escaped(words)}</text>`
}

function written(attributes: Attributes): string {
  return Object.entries(attributes)
    .map(
      ([name, value]) =>
        ` ${name}="${typeof value === 'number' ? Number(value.toFixed(1)) : escaped(value)}"`,
    )
    .join('')
}

function escaped(words: string): string {
  return words.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;')
}
