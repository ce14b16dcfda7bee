import { type AnswerProfile, answerProfile, isAlike, jsonIn, type SeenAnswer } from './answer.ts'

/** Predicate of an experiment for an answer that served the request. All fields that it names must hold. */
export type DeclaredAcceptance = {
  readonly status?: readonly number[] | undefined
  /** Members of the JSON body, by JSON pointer. */
  readonly json?: Readonly<Record<string, string | number | boolean | null>> | undefined
}

/** Answers of the same target to compare with: to a valid token, and to no token. Empty and `null` if they are not known. */
export type References = { readonly valid: readonly AnswerProfile[]; readonly missing: AnswerProfile | null }

/** `unclear` proves neither. */
export type Acceptance = 'accepted' | 'refused' | 'unclear'

/** Decides if a target served a request whose token it must refuse: by a declared predicate, or by comparing answers. */
export function judgeAcceptance(
  answer: SeenAnswer,
  { valid, missing }: References,
  declared: DeclaredAcceptance | null = null,
): Acceptance {
  if (declared !== null) return isDeclared(answer, declared) ? 'accepted' : 'refused'
  const profile = answerProfile(answer)
  const { status } = profile
  const isLikeValid = valid.some((one) => isAlike(one, profile))
  const isLikeMissing = missing !== null && isAlike(missing, profile)
  // A path that serves everybody has accepted the mutant, too: the service trusts it with its token.
  if (isLikeValid && isServed(profile)) return 'accepted'
  if (isLikeMissing) return isServed(profile) && valid.length === 0 ? 'unclear' : 'refused'
  if (isLikeValid) return answersCondition.has(status) || missing !== null ? 'accepted' : 'refused'
  if (answersCondition.has(status)) return 'accepted'
  if (!isServed(profile)) return 'refused'
  return missing !== null || valid.length === 0 ? 'accepted' : 'unclear'
}

/**
 * Answers to a condition or a range of the request. A server looks at these only if it would serve the request otherwise (RFC 9110 section
 * 13.2.1), so it has accepted the credential.
 */
const answersCondition: ReadonlySet<number> = new Set([304, 412, 416])

const isServed = ({ status, saysNo }: AnswerProfile): boolean => status >= 200 && status < 300 && !saysNo

function isDeclared({ status, headers, body }: SeenAnswer, { status: statuses, json }: DeclaredAcceptance): boolean {
  if (statuses !== undefined && !statuses.includes(status)) return false
  const parsed = json === undefined ? undefined : jsonIn(headers, body)
  return Object.entries(json ?? {}).every(([pointer, value]) => memberAt(parsed, pointer) === value)
}

/** Returns the member at a JSON pointer (RFC 6901); `undefined` if there is none. */
export function memberAt(json: unknown, pointer: string): unknown {
  const names = pointer.split('/').slice(1)
  return names.reduce<unknown>((value, name) => {
    const key = name.replaceAll('~1', '/').replaceAll('~0', '~')
    return typeof value === 'object' && value !== null ? new Map(Object.entries(value)).get(key) : undefined
  }, json)
}
