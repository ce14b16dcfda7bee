import * as z from 'zod'
import { parseDuration } from '../../functions/core/model/duration.ts'

/** A duration such as `90s`, `5m` or `400ms`, in milliseconds. */
export const durationMs = z.string().transform((text, context) => {
  const short = /^([1-9]\d{0,5})ms$/.exec(text)?.[1]
  const seconds = parseDuration(text)
  if (short !== undefined) return Number(short)
  if (seconds !== undefined) return seconds * 1_000
  context.addIssue({ code: 'custom', message: 'expected a duration such as 90s, 5m or 400ms' })
  return z.NEVER
})
