import { CloudError } from '../../ports/cloud.ts'
import { BadRequestError, RouteError } from './call-errors.ts'

/**
 * What an error is to whoever uses the port: a refusal that is not about one path, or in a way nobody expected, is an answer that
 * cannot be used. Every other error is given back as it is.
 */
export function contained(error: unknown): unknown {
  if (!(error instanceof RouteError || error instanceof BadRequestError)) return error
  return new CloudError('bad-answer', error.message, { cause: error, data: { route: error.route } })
}
