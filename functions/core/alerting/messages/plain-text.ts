import { seenLine } from '../../model/unseen.ts'

/** Returns one line of well-formed Unicode with at most `limit` characters, never cut inside a character. */
export function cleaned(text: string, limit: number): string {
  const line = seenLine(text).trim()
  // A string has at least as many code units as characters, so most need no counting.
  if (line.length <= limit) return line
  const characters = [...line]
  return characters.length <= limit ? line : `${characters.slice(0, limit - 1).join('')}…`
}

/** SNS takes fewer than 100 characters of ASCII without line breaks (API reference, Publish). */
const subjectLimit = 99

/** Returns a subject that SNS accepts. */
export function subjectOf(text: string): string {
  return cleaned(text, 10 * subjectLimit)
    .replace(/[^\x20-\x7e]/gu, '?')
    .slice(0, subjectLimit)
}
