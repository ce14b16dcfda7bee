import { shown } from '../../functions/config/secrecy.ts'
import { parseDuration } from '../../functions/core/model/duration.ts'
import { CommandFailure } from './failure.ts'

/** Parses the duration of an option into seconds; null if the option is not given. */
export function secondsOf(flag: string, text: string | undefined): number | null {
  if (text === undefined) return null
  const seconds = parseDuration(text)
  if (seconds !== undefined) return seconds
  const name = shown(text)
  const found = name === undefined ? `a string of ${text.length} characters` : `"${name}"`
  throw new CommandFailure('usage', `${flag}: expected a duration such as 90s, 12h or 7d, found ${found}`)
}
