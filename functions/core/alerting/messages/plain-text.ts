/**
 * What would break a line, turn its direction round or is no character at all: control characters, line and paragraph separators,
 * bidirectional overrides, and what XML (SNS's own protocol) cannot carry.
 */
const unprintable = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]+/gu

/** One line of well-formed Unicode with at most `limit` characters, cut between them and never inside of one. */
export function cleaned(text: string, limit: number): string {
  const line = text.toWellFormed().replace(unprintable, ' ').trim()
  // A string has at least as many code units as characters, so most need no counting.
  if (line.length <= limit) return line
  const characters = [...line]
  return characters.length <= limit ? line : `${characters.slice(0, limit - 1).join('')}…`
}

/** SNS's reference asks for fewer than a hundred characters of ASCII without line breaks. */
const subjectLimit = 99

/** A subject that SNS takes. */
export function subjectOf(text: string): string {
  return cleaned(text, 10 * subjectLimit)
    .replace(/[^\x20-\x7e]/gu, '?')
    .slice(0, subjectLimit)
}
