import type { Log } from '../core/state/log.ts'
import { writeOwnLine } from './guarded-output.ts'
import { noteSecurityEvent } from './security-events.ts'

/** Writes one JSON object a line for CloudWatch Logs. JSON leaves U+2028 and C1 controls unescaped, which break lines for some readers. */
export const logToStdout: Log = (event) => {
  if (event.event === 'security' && event.refused === 'message_not_ours') noteSecurityEvent(event.refused)
  if (event.event === 'row_set_aside') noteSecurityEvent(event.event)
  const line = JSON.stringify({ at: new Date().toISOString(), ...event }).replace(/[\u2028\u2029\u007f-\u009f]/g, '?')
  writeOwnLine(`${line}\n`)
}

/** Logs that a row of the table could not be read and was emptied. */
export const onUnreadable = (partition: string): void => logToStdout({ event: 'row_set_aside', partition })
