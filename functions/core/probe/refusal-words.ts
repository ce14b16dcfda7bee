import { type BlamedThing, blamedThing } from '../model/blamed-thing.ts'
import { fieldOf } from '../model/field-of.ts'
import { flagsIn, searchOfText, searchOfTexts, shownText, textsIn, type WordSearch } from '../model/word-search.ts'
import type { ParsedAnswer } from './answer.ts'
import { challengesIn } from './challenge.ts'

/** Errors of a challenge that name the credential (RFC 6750 section 3.1). */
const credentialErrors: ReadonlySet<string> = new Set(['invalid_token', 'token_expired', 'expired_token'])

/** Returns the search of a body. */
export function searchOfBody({ json, plain }: ParsedAnswer): WordSearch {
  const inJson = searchOfTexts(json)
  const inPlain = searchOfText(plain)
  return (words) => inJson(words) || inPlain(words)
}

/** Returns the search of the descriptions of challenges. */
export const searchOfChallenges = (answer: ParsedAnswer): WordSearch => searchOfTexts(descriptionsIn(answer))

/** Returns true if the body or the description of a challenge contains one of some words. */
export const saysOf = (answer: ParsedAnswer, words: readonly string[]): boolean =>
  searchOfBody(answer)(words) || searchOfChallenges(answer)(words)

/** Finds what the words of a refusal blame. A description explains the error beside it, so it decides alone if it blames another thing. */
export function blamedIn(answer: ParsedAnswer): BlamedThing {
  const { json, plain, html, text } = answer
  const body = html ? [shownText(text)] : [...textsIn(json), ...flagsIn(json), plain]
  const described = [fieldOf(json, 'error_description'), ...descriptionsIn(answer)].filter(
    (one) => typeof one === 'string',
  )
  return isExplainedByAnother(described) ? 'other' : blamedThing([...body, ...descriptionsIn(answer)])
}

/** Returns true if descriptions blame another thing than the credential. A session that ended is the end of its token. */
const isExplainedByAnother = (described: readonly string[]): boolean =>
  blamedThing(described) === 'other' && !searchOfTexts(described)(['session', 'grant'])

/** Returns true if the words of a refusal blame the credential, or one of some kind. */
export const blamesACredential = (answer: ParsedAnswer): boolean =>
  ['credential', 'some_credential'].includes(blamedIn(answer) ?? '')

/** Returns true if the error of a challenge names the credential, and its description blames no other thing, such as an issuer. */
export function challengeNamesCredential({ header }: ParsedAnswer): boolean {
  return challengesIn(header('www-authenticate')).some(
    ({ parameters }) =>
      credentialErrors.has(parameters.get('error')?.toLowerCase() ?? '') &&
      !isExplainedByAnother([parameters.get('error_description') ?? '']),
  )
}

function descriptionsIn({ header }: ParsedAnswer): readonly string[] {
  return challengesIn(header('www-authenticate')).flatMap(({ parameters }) => parameters.get('error_description') ?? [])
}
