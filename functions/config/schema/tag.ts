import { text } from './text.ts'

/** Key of a tag. Those that begin with `aws:` are AWS's own. */
export const tagKey = text('the key of a tag', (value) => /^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+@-]{1,128}$/u.test(value))

export const tagValue = text('the value of a tag', (value) => /^[\p{L}\p{Z}\p{N}_.:/=+@-]{1,256}$/u.test(value))
