import { pino } from 'pino'
import type { Log } from '../../engine/log.ts'
import { createRedaction } from './redact.ts'
import { rotatingFile } from './rotating-file.ts'

/** A log on disk, in lines of JSON: `time`, `level`, `event`, and what belongs to the event. */
export interface AgentLog extends Log {
  /** Keeps a secret out of every later line. */
  hide(secret: string): void
  /** Writes an error with its stack and causes, and none of its other properties, which may hold what must not be shown. */
  failure(event: string, error: unknown): void
  close(): void
}

const limits = { bytes: 5 * 1024 * 1024, files: 3 }

/** Opens the log. Throws the system's error when it cannot be written at all. */
export function openLog(file: string): AgentLog {
  const destination = rotatingFile(file, limits)
  const redaction = createRedaction()
  const logger = pino(
    {
      messageKey: 'event',
      base: { pid: process.pid },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (level) => ({ level }) },
    },
    { write: (line) => destination.write(redaction.apply(line)) },
  )
  return {
    info: (event, data) => logger.info(data ?? {}, event),
    warn: (event, data) => logger.warn(data ?? {}, event),
    error: (event, data) => logger.error(data ?? {}, event),
    failure: (event, error) => logger.error({ failure: accountOf(error) }, event),
    hide: redaction.hide,
    close: destination.close,
  }
}

function accountOf(error: unknown): unknown {
  if (!(error instanceof Error)) return String(error)
  return {
    stack: error.stack ?? error.message,
    ...('code' in error ? { failureCode: String(error.code) } : {}),
    ...(error.cause === undefined ? {} : { cause: accountOf(error.cause) }),
  }
}
