import type { Log } from '../core/state/log.ts'

/** One JSON object a line, as CloudWatch Logs takes it; JSON escapes control characters, and U+2028 would still break a line for some readers. */
export const logToStdout: Log = (event) => {
  const line = JSON.stringify({ at: new Date().toISOString(), ...event }).replace(/[\u2028\u2029\u007f-\u009f]/g, '?')
  process.stdout.write(`${line}\n`)
}
