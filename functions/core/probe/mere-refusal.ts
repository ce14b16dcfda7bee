import { credentialWords } from '../model/error-words.ts'
import { textSays, textsIn } from '../model/word-search.ts'
import type { ParsedAnswer } from './answer.ts'
import { saysOf, searchOfChallenges } from './refusal-words.ts'

/** Words of a refusal that say no more than its status does. */
const mere: ReadonlySet<string> = new Set(
  'unauthorized unauthorised unauthenticated authenticated authorized authentication authorization auth authenticate access denied refused forbidden error errors exception failed failure fail code status http message request requests token tokens key keys api credential credentials user login log in sign you your are is was not be must need to the this for of a an or and on no it with required requires provide provided please check missing valid permission full could couldn verify verified can cannot false true null type title detail first lacks lacking unable able client me resource action operation perform sent supplied received unsupported kind server account header headers via using used by at from were been has have had more information about help docs documentation see read visit how handle them codes on support contact'.split(
    ' ',
  ),
)

/** Words of an end, beside those that say so of a credential. */
const ends = ['suspended', 'banned', 'terminated', 'archived', 'closed', 'removed', 'left', 'inactive', 'not active']

/**
 * Finds words by which access itself is switched off: `API access is disabled`. It ends for a whole account or plan, and a credential that
 * lives hears of it too.
 */
const accessOff = [
  /\baccess(?: (?:to|for|of|by|via|through|from) (?:[a-z]+ ){1,4}?)? ?(?:(?:is|are|was|were|has|have|had|been|being|currently|temporarily|now) )*(?:disabled|deactivated|suspended|paused|closed)\b/g,
  /\b(?:disabled|deactivated|suspended|paused|closed) (?:(?:all|the|your|this|api|rest|programmatic|remote|external) )*access\b(?! (?:token|key))/g,
]

/**
 * Returns true for a refusal whose words say more than that it is one, and speak of no end: `API access is off`. It may be about a living
 * credential.
 */
export function isVague(answer: ParsedAnswer): boolean {
  return !answer.html && saysMore(answer) && !speaksOfAnEnd(answer)
}

/** Returns true if words of an end stand in the answer, beside those by which access itself is switched off. */
function speaksOfAnEnd(answer: ParsedAnswer): boolean {
  const words = [...credentialWords, ...ends]
  if (!saysOf(answer, words)) return false
  const texts = [...textsIn(answer.json), answer.plain].map((text) => wordsOf(text).join(' '))
  if (!accessOff.some((off) => texts.some((text) => text.search(off) >= 0))) return true
  const rest = texts.map((text) => accessOff.reduce((left, off) => left.replaceAll(off, ' '), text))
  return textSays(rest.join('. '), words) || searchOfChallenges(answer)(words)
}

function saysMore({ json, plain }: ParsedAnswer): boolean {
  const words = [...textsIn(json), plain].flatMap(wordsOf)
  return words.some((word) => /^[a-z]{2,}$/.test(word) && !mere.has(word))
}

function wordsOf(text: string): readonly string[] {
  return text
    .slice(0, readCharacters)
    .replaceAll(/https?:\/\/\S+|(?<![\w/])\/[\w./~%-]+/g, ' ')
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
}

/** Characters of a text that are read. */
const readCharacters = 4_096
