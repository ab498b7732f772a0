import * as v from 'valibot'
import { PLACEHOLDER_IMAGES } from '../../content/placeholder-image.ts'
import { renderFile } from '../../namespace/metadata.ts'
import { findFile } from '../../namespace/view.ts'
import type { Answer } from '../../protocol/answer.ts'
import { lookupAs, RouteFailure, tag } from '../../protocol/failures.ts'
import { defaulted, flag, ignored, readPath, symbol } from '../../protocol/fields.ts'
import { encodeJson } from '../../protocol/json.ts'
import { type Call, download } from '../../protocol/route.ts'

const SCOPE = 'files.content.read'
const SIZES = [
  'w32h32',
  'w64h64',
  'w128h128',
  'w256h256',
  'w480h320',
  'w640h480',
  'w960h640',
  'w1024h768',
  'w2048h1536',
  'w3200h2400',
] as const

const choice = {
  format: defaulted(symbol(['jpeg', 'png', 'webp']), 'jpeg'),
  size: defaulted(symbol(SIZES), 'w64h64'),
  mode: defaulted(symbol(['strict', 'bestfit', 'fitone_bestfit', 'original']), 'strict'),
  quality: ignored,
  exclude_media_info: ignored,
}

export const getThumbnail = download(
  'files/get_thumbnail',
  SCOPE,
  v.strictObject({ path: readPath, ...choice }),
  (call, { path, format }) => thumbnail(call, path, format, (metadata) => metadata),
)

export const getThumbnailV2 = download(
  'files/get_thumbnail_v2',
  SCOPE,
  v.strictObject({
    resource: v.strictObject({
      '.tag': v.literal('path', "unknown tag, only 'path' is served"),
      path: readPath,
    }),
    preserve_transparency: defaulted(flag, false),
    ...choice,
  }),
  (call, { resource, format }) =>
    thumbnail(call, resource.path, format, (metadata) => ({ file_metadata: metadata })),
)

const PICTURES = /\.(jpe?g|png|tiff?|gif|webp|ppm|bmp)$/
/** Larger pictures are not converted (API reference). */
const MAXIMUM_PICTURE = 20 * 1024 * 1024

/** A placeholder of one pixel where the service would draw; its errors are the service's. */
function thumbnail(
  { dropbox, view }: Call,
  path: string,
  format: keyof typeof PLACEHOLDER_IMAGES,
  wrap: (metadata: Record<string, unknown>) => unknown,
): Answer {
  const file = lookupAs('path', () => findFile(dropbox, view, path))
  if (!PICTURES.test(file.pathLower)) throw new RouteFailure(tag('unsupported_extension'))
  if (file.size > MAXIMUM_PICTURE) throw new RouteFailure(tag('unsupported_image'))
  const image = PLACEHOLDER_IMAGES[format]
  return {
    status: 200,
    headers: {
      'Content-Type': 'application/octet-stream',
      'Dropbox-API-Result': encodeJson(wrap(renderFile(view, file, dropbox.config().names.cloudDocuments))),
    },
    body: {
      length: image.length,
      chunks: (async function* () {
        yield image
      })(),
    },
  }
}
