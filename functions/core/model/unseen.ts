/**
 * A character that breaks a line, turns its direction, or is not seen. XML, the protocol of SNS, cannot carry the last ones. The joiners of
 * emojis and of scripts (U+200C, U+200D) are none of them.
 */
export const unseen =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff\u{e0000}-\u{e007f}]/u

const allUnseen = new RegExp(`${unseen.source}+`, 'gu')

/** Returns one line of well-formed Unicode in which every character is seen. A space stands for those that are not. */
export const seenLine = (text: string): string => text.toWellFormed().replace(allUnseen, ' ')

/** Returns text of several lines in which every character is seen. Line feeds and tabs stay. */
export const seenText = (text: string): string =>
  text.toWellFormed().replace(allUnseen, (run) => run.replace(/[^\n\t]+/gu, ' '))

/** Returns JSON in which every character is seen: an escape stands for those that are not, so that a reader gets the same values. */
export const seenJson = (json: string): string =>
  json.replace(allUnseen, (run) =>
    run.replace(/[^\n\t]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  )

/** Returns the same line, but joins what only unseen characters divided: nothing hides in a word. */
export const joinedLine = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')
    .replace(allUnseen, '')
