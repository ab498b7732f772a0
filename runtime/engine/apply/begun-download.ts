import type { PathKey } from '../../core/path.ts'
import type { Flight } from '../flights.ts'
import type { Download } from './download.ts'

/** A download and its flight. */
export interface BegunDownload {
  readonly operation: Download
  readonly flight: Flight
  readonly path: PathKey
  readonly remote: Download['remote']
}

/** One whose content came with others. */
export interface ArrivedFile {
  readonly begun: BegunDownload
  readonly content: Uint8Array
}
