import { secretPartsIn } from '../../functions/core/model/live-secrets.ts'
import { holdsShortPart } from './short-parts.ts'

/** Stands for a text that held a part of a secret. */
const hiddenText = '[hidden: it holds a part of a secret]'

/** Characters that nobody sees, or that steer a terminal or the direction of a line. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu

/**
 * Returns a text as it may be shown, or a mark where it holds a part of a credential that this scan has read, in any usual encoding: a name,
 * a tag or a field may repeat the secret that it belongs to. Characters that nobody sees are spelled out.
 */
export const publicText = (text: string): string =>
  secretPartsIn(text).length === 0 && !holdsShortPart(text)
    ? text.replace(unseen, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)
    : hiddenText
