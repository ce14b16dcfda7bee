import { secretPartsIn } from '../../functions/core/model/live-secrets.ts'

/** Stands for a text that held a part of a secret. */
const hiddenText = '[hidden: it holds a part of a secret]'

/**
 * Returns a text, or a mark where it holds a part of a credential that this scan has read, in any usual encoding: a name, a tag or a field
 * may repeat the secret that it belongs to.
 */
export const publicText = (text: string): string => (secretPartsIn(text).length === 0 ? text : hiddenText)
