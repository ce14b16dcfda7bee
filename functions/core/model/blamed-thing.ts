/**
 * The thing that a refusal calls dead: the credential itself, a credential of some kind (`invalid acme key`), another thing, or nothing that
 * its words tell.
 */
export type BlamedThing = 'credential' | 'some_credential' | 'other' | null

/** Words before the thing that they blame (`invalid token`), or after it (`token is invalid`). */
const faults = listed('invalid incorrect malformed bad wrong unknown unrecognized unrecognised inactive')

/** Words of an end. They stand after the thing, unless nothing does. */
const ends = listed(
  'expired revoked deleted disabled deactivated suspended paused archived frozen closed cancelled canceled ended overdue removed terminated',
)

/** Words that blame the thing before them after "not": `token is not active`. */
const denied = listed(
  'found valid exist enabled active available supported configured registered recognized recognised',
)

/** Words that say of a thing that the request lacks it. A credential that is lacking is not dead. */
const needed = listed('required needed missing')

/** Words that blame the thing after them after "no": `no active subscription`. */
const lacking = listed('active valid such')

/** Things that are a credential, or a proof of one. */
const credential =
  /^(?:[a-z]{0,12}(?:tokens?|passwords?|secrets?|credentials?)|(?:api|auth|access|app|secret|private)?keys?|creds|passphrase|signatures?|jwts?|bearer|pat|hmac|clients?|auth|authentication|authori[sz]ation)$/

/** Words before a credential that leave it one. */
const allowed = listed(
  'api access auth authentication authorization authorisation bearer security service app application user account personal private secret session id client consumer oauth oauth1 oauth2 jwt json web deploy deployment integration admin master public subscription developer server login x signing hmac request refresh http basic machine robot bot static shared license licence test live production sandbox key token',
)

/** Words before a token or a key that make it another thing: `page token`, `idempotency key`. */
const foreign = listed(
  'page pagination continuation cursor sync next csrf xsrf captcha recaptcha device push idempotency project issue partition sort foreign primary cache object verification confirmation invite invitation reset registration upload download mfa otp totp sso saml challenge webhook anti forgery state nonce parent field',
)

/** Things that stand for whoever holds the credential. To blame them is to blame neither the credential nor another thing. */
const holder =
  /^(?:users?|usernames?|logins?|emails?|accounts?|members?|identit(?:y|ies)|principals?|applications?|apps?|unauthori[sz]ed|unauthenticated)$/

/** Things that a credential may have, or belong to. Any other word after one may be its name: `unknown client acme`. */
const belongings =
  /^(?:projects?|workspaces?|scopes?|types?|kinds?|methods?|versions?|cert(?:ificate)?s?|ips?|address(?:es)?|devices?|regions?|tenants?|organi[sz]ations?|orgs?|teams?|environments?|realms?|issuers?|audiences?|sessions?|plans?|seats?|hosts?|domains?|origins?|ur[il]s?|redirects?|roles?|permissions?|grants?|alg(?:orithm)?s?|modes?|requests?|quotas?|limits?|polic(?:y|ies)|locations?|countr(?:y|ies)|nonces?|clocks?|numbers?|networks?|zones?|subscriptions?|resources?|servers?|gateways?)$/

/** Returns true for a word that may be the name of a credential or of its holder. */
const mayBeName = (before: readonly string[], head: string): boolean =>
  !belongings.test(head) && before.some((word) => credential.test(word) || holder.test(word))

/** Words after a thing that do not change it: `key id`, `token provided`. */
const trailing = listed(
  'id ids identifier value values string format header headers name pair combination data info information exception error errors fault provided supplied given specified used sent received presented passed included submitted found',
)

/** Pieces of an id or of an echo, which say nothing. */
const nameless = /^(?:[a-z]|\d\w*|\w*\d{2}\w*)$/

const fillers = listed(
  'the a an your this that my our its these those any current following you we they i it and or nor either neither missing empty absent no',
)
const helpers = listed(
  'is are was were be been being has have had does do did not never already may might could can must t isn wasn doesn hasn cannot',
)
const prepositions = listed('for of in on at by with from to as within under against during using via per due')
const joints = listed(
  ': because since when while if after before please which who failed denied error errors reason message unauthorized',
)

function listed(words: string): ReadonlySet<string> {
  return new Set(words.split(' '))
}

/** Finds what the texts of a refusal blame. One that blames the credential outweighs all others. */
export function blamedThing(texts: readonly string[]): BlamedThing {
  const blamed = texts.flatMap(clausesOf).flatMap(thingsIn)
  return strongest.find((one) => blamed.includes(one)) ?? null
}

/** Things by the weight of the text that blames them. */
const strongest = ['credential', 'some_credential', 'other'] as const

/** A name in quotes says nothing, unless it is that of a credential: `'ci-bot'`, `"api_key"`. */
const quoted = /(["'`])(?:(?!\1)[\w .@:/-]){1,80}\1/g

/** Splits a text into clauses of words. */
function clausesOf(text: string): readonly (readonly string[])[] {
  const { outside, inside } = parted(text.slice(0, readCharacters))
  return [outside, ...inside].flatMap(clausesOfPart)
}

/** Takes remarks in brackets out of a text: `Your plan (pro) has expired`. */
function parted(text: string): { readonly outside: string; readonly inside: readonly string[] } {
  const inside: string[] = []
  const outside = text.replaceAll(/\(([^()]{0,200})\)/g, (_, remark: string) => {
    inside.push(remark)
    return ' '
  })
  return { outside, inside }
}

function clausesOfPart(text: string): readonly (readonly string[])[] {
  return text
    .replaceAll(/https?:\/\/\S+|(?<![\w/])\/[\w./~%-]+/g, ' ')
    .replaceAll(quoted, (name) => (wordsIn(name).some((word) => credential.test(word)) ? name : ' '))
    .split(/[.;,!?()[\]{}<>|\n]+/)
    .map(wordsIn)
}

/** Characters of a text that are read, at most. */
const readCharacters = 4_096

const wordsIn = (text: string): readonly string[] =>
  text
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('/', ' or ')
    .replaceAll('=', ':')
    .toLowerCase()
    .match(/[a-z0-9]+|:/g) ?? []

/** Lists what a clause blames, once for each word of blame in it. */
function thingsIn(words: readonly string[]): readonly BlamedThing[] {
  return words.flatMap((word, at) => {
    const previous = words[at - 1] ?? ''
    if ((denied.has(word) && previous === 'not') || (word === 'longer' && previous === 'no'))
      return [kindOf(thingBefore(words, at - 1))]
    if (lacking.has(word) && previous === 'no') return [kindOf(thingAfter(words, at + 1))]
    if (!isBlame(word) && !needed.has(word)) return []
    const [before, after] = [thingBefore(words, at), thingAfter(words, at + 1)]
    const said = standsAfterThing(word, previous) ? [before, after] : [after, before]
    const kind = kindOf(said.find((one) => one.length > 0) ?? [])
    return needed.has(word) && kind !== 'other' ? [] : [kind]
  })
}

/** Returns true for a word of blame that speaks of what stands before it. A request that "had an invalid token" is not invalid itself. */
function standsAfterThing(word: string, previous: string): boolean {
  if (helpers.has(previous)) return !faults.has(word) || !/^ha[ds]$|^have$/.test(previous)
  return !faults.has(word) && !fillers.has(previous) && !prepositions.has(previous)
}

const isBlame = (word: string): boolean => faults.has(word) || ends.has(word)

/** Returns the words of the thing that follows. */
function thingAfter(words: readonly string[], from: number): readonly string[] {
  const thing: string[] = []
  for (const word of words.slice(from)) {
    const isOpening = thing.length === 0 && (fillers.has(word) || isBlame(word) || word === ':')
    if (isOpening) continue
    if (helpers.has(word) || prepositions.has(word) || joints.has(word) || isBlame(word)) break
    thing.push(word)
  }
  return thing
}

/** Returns the words of the thing before a place. What follows a preposition only belongs to it. */
function thingBefore(words: readonly string[], until: number): readonly string[] {
  let thing: string[] = []
  for (const word of words.slice(0, until).toReversed()) {
    if (prepositions.has(word)) thing = []
    else if (thing.length === 0 && (helpers.has(word) || isBlame(word) || fillers.has(word))) continue
    else if (helpers.has(word) || joints.has(word) || isBlame(word)) break
    else thing.unshift(word)
  }
  return thing
}

/** Tells what a thing is. Of several that are joined by "or", all have to be a credential or its holder. */
function kindOf(thing: readonly string[]): BlamedThing {
  const kinds = partsOf(thing).map(kindOfPart)
  return strongest.toReversed().find((one) => kinds.includes(one)) ?? null
}

function partsOf(thing: readonly string[]): readonly (readonly string[])[] {
  const parts: string[][] = [[]]
  for (const word of thing) {
    if (word === 'or' || word === 'and') parts.push([])
    else if (!fillers.has(word)) parts.at(-1)?.push(word)
  }
  return parts
}

function kindOfPart(words: readonly string[]): BlamedThing {
  const end = words.findLastIndex((word) => !trailing.has(word) && !nameless.test(word))
  const head = words[end]
  if (head === undefined || holder.test(head)) return null
  if (!credential.test(head)) return mayBeName(words.slice(0, end), head) ? 'some_credential' : 'other'
  const before = words.slice(0, end)
  if (before.some((word) => foreign.has(word))) return 'other'
  return before.every((word) => allowed.has(word) || trailing.has(word)) ? 'credential' : 'some_credential'
}
