import { pino } from 'pino'
import type { Log } from '../../engine/log.ts'
import { createRedaction } from './redact.ts'
import { rotatingFile } from './rotating-file.ts'

/**
 * A log on disk, in lines of JSON: `time`, `level`, `event`, and what belongs to the event. It is written at the end of each turn of the event loop, and at
 * once for warnings and errors: of a process that is killed, what it told of last may be missing.
 */
export interface AgentLog extends Log {
  /** Keeps a secret out of every later line. */
  hide(secret: string): void
  /** Writes an error with its stack and causes, and none of its other properties, which may hold what must not be shown. */
  failure(event: string, error: unknown): void
  close(): void
}

const limits = { bytes: 5 * 1024 * 1024, files: 3 }
/** So much is gathered at most before it is written, in UTF-16 units. */
const gatheredAtMost = 64 * 1024

/** Opens the log. Throws the system's error when it cannot be written at all. */
export function openLog(file: string): AgentLog {
  const destination = rotatingFile(file, limits)
  const redaction = createRedaction()
  let gathered = ''
  let isClosed = false
  const write = (): void => {
    const lines = gathered
    gathered = ''
    if (lines !== '') destination.write(lines)
  }
  /** What is told within one turn of the event loop is written at once: of thousands of files, each has a line. */
  const gather = (line: string): void => {
    if (isClosed) return
    if (gathered === '') setImmediate(write)
    gathered += redaction.apply(line)
    if (gathered.length > gatheredAtMost) write()
  }
  const logger = pino(
    {
      messageKey: 'event',
      base: { pid: process.pid },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (level) => ({ level }) },
    },
    { write: gather },
  )
  // Whoever ends the process at once need not know of what is gathered.
  process.on('exit', write)
  return {
    info: (event, data) => logger.info(data ?? {}, event),
    warn(event, data) {
      logger.warn(data ?? {}, event)
      write()
    },
    error(event, data) {
      logger.error(data ?? {}, event)
      write()
    },
    failure(event, error) {
      logger.error({ failure: accountOf(error) }, event)
      write()
    },
    hide: redaction.hide,
    close() {
      process.off('exit', write)
      write()
      isClosed = true
      destination.close()
    },
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
