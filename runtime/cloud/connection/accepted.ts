import { parsedOrText } from './answer.ts'
import { FaultError, faultOf } from './faults.ts'
import type { HttpAnswer } from './http.ts'
import { readText } from './transport.ts'

/** Bytes of an answer in JSON that are read at most: a page of a listing has 2,000 entries, each with three spellings of a path. */
export const longestAnswer = 64 * 1024 * 1024
/** The same of an answer that tells of an error. */
export const longestErrorAnswer = 64 * 1024

/** Whether a status says that a call went well. */
export function isSuccess(status: number): boolean {
  return status >= 200 && status < 300
}

/** An answer of status 2xx; of any other, throws the fault it stands for (FaultError). */
export async function accepted(answer: HttpAnswer): Promise<HttpAnswer> {
  if (isSuccess(answer.status)) return answer
  const body = parsedOrText(await readText(answer.body, longestErrorAnswer))
  throw new FaultError(faultOf(answer.status, answer.header('retry-after'), body))
}
