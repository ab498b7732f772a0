import type { IncomingHttpHeaders } from 'node:http'
import type * as v from 'valibot'
import type { Account } from '../accounts/account.ts'
import type { Fault } from '../control/fault.ts'
import type { Dropbox } from '../dropbox.ts'
import type { View } from '../namespace/view.ts'
import type { App } from '../oauth/app.ts'
import type { Grant } from '../oauth/grant.ts'
import type { Answer } from './answer.ts'

/** What every handler may use of a request. */
export interface OpenCall {
  dropbox: Dropbox
  headers: IncomingHttpHeaders
  /** Where the caller reached the emulator, like `http://127.0.0.1:8080`. */
  baseUrl: string
  /** Ends when the caller goes away or the emulator closes. */
  signal: AbortSignal
  /** The misfortune that shall meet this call, if any. */
  fault: Fault | undefined
}

/** What a handler that needs a token may use besides. */
export interface Call extends OpenCall {
  account: Account
  app: App
  grant: Grant
  view: View
}

/** What an upload route may use besides. */
export interface UploadCall extends Call {
  body: AsyncIterable<Uint8Array>
}

interface Common {
  /** Like `files/list_folder`. */
  name: string
  /** The scope that a token must carry; null if any token will do. */
  scope: string | null
}

/** Argument and result as JSON in the bodies. */
export interface RpcRoute extends Common {
  style: 'rpc'
  /** The host that serves it: api.dropboxapi.com, or content.dropboxapi.com for a few. */
  schema: v.GenericSchema | null
  handle(call: Call, argument: never): unknown
}

/** As RpcRoute, on the notify host, without a token. */
export interface OpenRoute extends Common {
  style: 'open'
  schema: v.GenericSchema
  handle(call: OpenCall, argument: never): unknown
}

/** Argument in a header, bytes in the body, result as JSON. */
export interface UploadRoute extends Common {
  style: 'upload'
  schema: v.GenericSchema
  handle(call: UploadCall, argument: never): unknown
}

/** Argument in a header, result in a header, bytes in the answer's body. */
export interface DownloadRoute extends Common {
  style: 'download'
  schema: v.GenericSchema
  handle(call: Call, argument: never): Answer | Promise<Answer>
}

export type Route = RpcRoute | OpenRoute | UploadRoute | DownloadRoute

type Handled<Of extends Route> = Parameters<Of['handle']>[0]

/** Defines a route whose argument and result are JSON. */
export function rpc<Schema extends v.GenericSchema | null>(
  name: string,
  scope: string | null,
  schema: Schema,
  handle: (call: Call, argument: Schema extends v.GenericSchema ? v.InferOutput<Schema> : null) => unknown,
): RpcRoute {
  return { style: 'rpc', name, scope, schema, handle }
}

/** Defines a route that must not be given a token. */
export function open<Schema extends v.GenericSchema>(
  name: string,
  schema: Schema,
  handle: (call: Handled<OpenRoute>, argument: v.InferOutput<Schema>) => unknown,
): OpenRoute {
  return { style: 'open', name, scope: null, schema, handle }
}

/** Defines a route that takes bytes. */
export function upload<Schema extends v.GenericSchema>(
  name: string,
  scope: string,
  schema: Schema,
  handle: (call: UploadCall, argument: v.InferOutput<Schema>) => unknown,
): UploadRoute {
  return { style: 'upload', name, scope, schema, handle }
}

/** Defines a route that gives bytes. */
export function download<Schema extends v.GenericSchema>(
  name: string,
  scope: string,
  schema: Schema,
  handle: (call: Call, argument: v.InferOutput<Schema>) => Answer | Promise<Answer>,
): DownloadRoute {
  return { style: 'download', name, scope, schema, handle }
}
