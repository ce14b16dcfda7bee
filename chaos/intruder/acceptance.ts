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
  if (isRefusal(profile)) return 'refused'
  const like = valid.find((one) => isAlike(one, profile))
  if (missing !== null && isAlike(missing, profile)) return likeStrangers(profile, { missing, like, valid })
  if (like !== undefined) return likeValid(profile, missing)
  if (answersCondition.has(profile.status)) return 'accepted'
  return isServed(profile) ? otherPage(profile, { valid, missing }) : otherAnswer(profile, valid)
}

/** Statuses that serve nothing: those that refuse a credential, and those of a server that is busy or has failed. */
const isRefusal = ({ status }: AnswerProfile): boolean => [401, 403, 407, 408, 429].includes(status) || status >= 500

/** Judges an answer as strangers get it. A path that serves everybody has accepted the mutant, too: the service trusts it with its token. */
function likeStrangers(
  profile: AnswerProfile,
  {
    missing,
    like,
    valid,
  }: { readonly missing: AnswerProfile; readonly like: AnswerProfile | undefined; readonly valid: References['valid'] },
): Acceptance {
  if (!isServed(profile)) return 'refused'
  if (like === undefined) return valid.length === 0 ? 'unclear' : 'refused'
  // Answers of one shape may still be a yes and a no. Only the same answer for everybody proves that nobody was asked.
  return like.content !== null && like.content === missing.content ? 'accepted' : 'unclear'
}

/** Judges an answer as good tokens get it, and as strangers, if they were asked, do not. */
function likeValid(profile: AnswerProfile, missing: AnswerProfile | null): Acceptance {
  if (missing !== null || answersCondition.has(profile.status)) return 'accepted'
  return isServed(profile) && profile.isTelling ? 'accepted' : 'unclear'
}

/** Judges a success that is unlike those of good tokens. */
function otherPage(profile: AnswerProfile, { valid, missing }: References): Acceptance {
  if (missing === null) return valid.length === 0 ? 'accepted' : 'unclear'
  // Strangers get a success as well, and this one was not read to its end.
  return profile.content === null && isSuccess(missing) ? 'unclear' : 'accepted'
}

/** Judges a redirect or an error. A redirect to another place proves nothing if good tokens are redirected, too. */
function otherAnswer({ status }: AnswerProfile, valid: References['valid']): Acceptance {
  return status >= 300 && status < 400 && valid.some((one) => one.status === status) ? 'unclear' : 'refused'
}

/**
 * Answers to a condition or a range of the request. A server looks at these only if it would serve the request otherwise (RFC 9110 section
 * 13.2.1), so it has accepted the credential.
 */
const answersCondition: ReadonlySet<number> = new Set([304, 412, 416])

const isSuccess = ({ status }: AnswerProfile): boolean => status >= 200 && status < 300
const isServed = (profile: AnswerProfile): boolean => isSuccess(profile) && !profile.saysNo

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
