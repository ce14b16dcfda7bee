import { credentialWords } from '../model/error-words.ts'
import { textsIn } from '../model/word-search.ts'
import type { ParsedAnswer } from './answer.ts'
import { saysOf } from './refusal-words.ts'

/** Words of a refusal that say no more than its status does. */
const mere: ReadonlySet<string> = new Set(
  'unauthorized unauthorised unauthenticated authenticated authorized authentication authorization auth authenticate access denied refused forbidden error errors exception failed failure fail code status http message request requests token tokens key keys api credential credentials user login log in sign you your are is was not be must need to the this for of a an or and on no it with required requires provide provided please check missing valid permission full could couldn verify verified can cannot false true null type title detail first lacks lacking unable able client me resource action operation perform sent supplied received unsupported kind server account header headers via using used by at from were been has have had more information about help docs documentation see read visit how handle them codes on support contact'.split(
    ' ',
  ),
)

/** Words of an end, beside those that say so of a credential. */
const ends = ['suspended', 'banned', 'terminated', 'archived', 'closed', 'removed', 'left', 'inactive', 'not active']

/**
 * Returns true for a refusal whose words say more than that it is one, and speak of no end: `API access is off`. It may be about a living
 * credential.
 */
export function isVague(answer: ParsedAnswer): boolean {
  return !answer.html && saysMore(answer) && !saysOf(answer, [...credentialWords, ...ends])
}

function saysMore({ json, plain }: ParsedAnswer): boolean {
  const words = [...textsIn(json), plain].flatMap((text) =>
    text
      .slice(0, readCharacters)
      .replaceAll(/https?:\/\/\S+|(?<![\w/])\/[\w./~%-]+/g, ' ')
      .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
      .toLowerCase()
      .split(/[^a-z0-9]+/),
  )
  return words.some((word) => /^[a-z]{2,}$/.test(word) && !mere.has(word))
}

/** Characters of a text that are read. */
const readCharacters = 4_096
