/** What is known of the link to Dropbox beside whose it is. */
export interface LinkFacts {
  readonly source: 'environment' | 'file'
  /** The credentials came with the image that this container was made from. */
  readonly fromImage: boolean
  /** A copy of this box, with the same link, was seen at work while this one was. */
  readonly copied: boolean
  /** What else a person should know of it, as the agent found it when it started: sentences. */
  readonly warnings: readonly string[]
}

/** What a person should know of the link, a sentence or two each; nothing when all is well. */
export function describeLink({ fromImage, copied, warnings }: LinkFacts): string[] {
  return [
    ...(fromImage
      ? [
          `The link to Dropbox came with the image that this computer was started from: whoever starts from that image gets this Dropbox. ${remedy}`,
        ]
      : []),
    ...warnings,
    ...(copied ? [`A copy of this computer is at work, with the same link to Dropbox. ${remedy}`] : []),
  ]
}

const remedy =
  'Give each computer a link of its own: DROPBOX_REFRESH_TOKEN as a secret of the box, or "dropbox_init" in each (docs/linking.md).'
