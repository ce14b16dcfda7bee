import type { Rule } from '../model/profile.ts'
import type { Answered, Refusal } from '../model/reading.ts'
import { standingOf } from '../model/reason.ts'
import type { ParsedAnswer } from './answer.ts'
import { gistOf } from './answer-gist.ts'
import { kindsHash } from './answer-words.ts'
import { challengesIn } from './challenge.ts'
import { isVague } from './mere-refusal.ts'
import { blamedIn, challengeNamesCredential } from './refusal-words.ts'
import { isDeclared } from './rules.ts'
import { isByStatusAlone } from './unauthorized.ts'

/** Reads what a refusal says: its status, the kind of its challenges and its words, and if it names the credential itself. */
export function refusalIn(answer: ParsedAnswer, headers: Readonly<Record<string, unknown>>, rule: Rule): Refusal {
  const errors = challengesIn(answer.header('www-authenticate')).map(({ scheme, parameters }) => ({
    scheme,
    error: parameters.get('error')?.toLowerCase() ?? '',
  }))
  const kinds = errors.map(({ scheme, error }) => `${scheme} ${error}`).join(',')
  return {
    challenge: kindsHash(`${answer.status} ${kinds}`),
    gist: gistOf(answer, headers),
    namesCredential: challengeNamesCredential(answer) || blamedIn(answer) === 'credential',
    byStatus: isByStatusAlone(rule) && !isDeclared(rule.name),
    vague: isVague(answer),
    ...(rule.standard === true ? { standard: true } : {}),
  }
}

/**
 * Returns true if an answer refuses a stranger: a documented refusal, or any other proper answer that is no good one. Trouble, a redirect, a
 * wish to wait, and an answer that names a cause of its own say nothing of the credential that was shown.
 */
export function refusesStranger({ meaning, excused, retryAfterSeconds }: Answered): boolean {
  if (meaning === 'alive') return false
  const standing = meaning === 'unrecognized' ? 'unrecognized' : standingOf(meaning)
  if (standing === 'unknown') return false
  if (excused !== true) return true
  return standing === 'invalid' && retryAfterSeconds === null
}
