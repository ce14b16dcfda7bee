/* Words by which a refusal says what it blames, for `blamed-thing.ts`. */

/** Words before the thing that they blame (`invalid token`), or after it (`token is invalid`). */
export const blameWords = listed('invalid incorrect malformed bad wrong unknown unrecognized unrecognised inactive')

/** Words of an end. They stand after the thing, unless nothing does. */
export const ends = listed(
  'expired revoked invalidated deleted disabled deactivated suspended paused archived frozen closed cancelled canceled ended overdue removed terminated',
)

/** Words that blame the thing before them after "not": `token is not active`. */
export const denied = listed(
  'found valid exist enabled active approved activated available supported configured registered recognized recognised',
)

/** Words before these; the last one is what is left of "couldn't". */
export const negations = listed('not cannot t')

/** Words that say of a thing that the request lacks it. A credential that is lacking is not dead. */
export const needed = listed('required needed missing')

/** Words that blame the thing after them after "no": `no active subscription`. */
export const lacking = listed('active valid such')

/** Things that are a credential, or a proof of one. */
export const credentialNoun =
  /^(?:[a-z]{0,12}(?:tokens?|passwords?|secrets?|credentials?)|(?:api|auth|access|app|secret|private)?keys?|creds|passphrase|signatures?|jwts?|bearer|pat|hmac|clients?|auth|authentication|authori[sz]ation)$/

/** Words before a credential that leave it one. */
export const allowed = listed(
  'api access auth authentication authorization authorisation bearer security service app application user account personal private secret session id client consumer oauth oauth1 oauth2 jwt json web deploy deployment integration admin master public subscription developer server login x signing hmac request refresh http basic machine robot bot static shared license licence test live production sandbox key token',
)

/** Words before a token or a key that make it another thing: `page token`, `idempotency key`. */
export const foreign = listed(
  'page pagination continuation cursor sync next csrf xsrf captcha recaptcha device push idempotency project issue partition sort foreign primary cache object verification confirmation invite invitation reset registration upload download mfa otp totp sso saml challenge webhook anti forgery state nonce parent field signature jwk',
)

/** Owners of a token of their own: `the token of your browser`. */
export const owning = listed('browser device form page cookie webhook invitation')

/** Words after a blame that hold for one place alone. */
export const forPlace =
  /\bfor (?:(?:the|this|that|given|requested|specified|your|such) )*(?:resources?|end ?points?|apis?|products?|services?|regions?|environments?|audiences?|hosts?|domains?|servers?|sites?|operations?|actions?|methods?|clusters?|instances?|projects?|workspaces?|tenants?|organi[sz]ations?)\b/

/** All credentials of a kind, and ways to log in. */
export const method =
  /^(?!(?:your|these|those|the|this) )(?:[a-z]+ ){0,3}(?:tokens|keys|passwords|secrets|pats|(?:basic|password|token|key|legacy|oauth) auth(?:entication)?)$/

/** Words by which such a kind or way is switched off. */
export const off = listed('disabled deactivated')

/** Words of a kind or way that is not taken at all, after "not". */
export const unsupported = listed('enabled supported available')

/** Things that stand for whoever holds the credential. To blame them is to blame neither the credential nor another thing. */
export const holder =
  /^(?:users?|usernames?|logins?|emails?|accounts?|members?|identit(?:y|ies)|principals?|applications?|apps?|access|grants?|integrations?|installations?|owners?|customers?|merchants?|subscribers?|unauthori[sz]ed|unauthenticated)$/

/** Things that a credential may have, or belong to. Any other word after one may be its name: `unknown client acme`. */
export const belongings =
  /^(?:projects?|workspaces?|scopes?|types?|kinds?|methods?|versions?|cert(?:ificate)?s?|ips?|address(?:es)?|devices?|regions?|tenants?|organi[sz]ations?|orgs?|teams?|environments?|realms?|issuers?|audiences?|sessions?|plans?|seats?|hosts?|domains?|origins?|ur[il]s?|redirects?|roles?|permissions?|grants?|alg(?:orithm)?s?|modes?|requests?|quotas?|limits?|polic(?:y|ies)|locations?|countr(?:y|ies)|nonces?|clocks?|numbers?|networks?|zones?|subscriptions?|resources?|servers?|gateways?|endpoints?|services?|providers?|stores?|vaults?|timestamps?|fingerprints?|brokers?|caches?|headers?|formats?|permissions?)$/

/** Words after a thing that do not change it: `key id`, `token provided`. */
export const trailing = listed(
  'id ids identifier value values string format header headers name pair combination data info information exception error errors fault provided supplied given specified used sent received presented passed included submitted found',
)

/** Pieces of an id or of an echo, which say nothing. */
export const nameless = /^(?:[a-z]|\d\w*|\w*\d{2}\w*)$/

export const fillers = listed(
  'the a an your this that my our its these those any current following you we they i it and or nor either neither missing empty absent no',
)
export const helpers = listed(
  'is are was were be been being has have had does do did not never already may might could can must t isn wasn doesn hasn cannot',
)
export const prepositions = listed('for of in on at by with from to as within under against during using via per due')
export const joints = listed(
  ': because since when while if after before please which who failed denied error errors reason message unauthorized',
)

function listed(words: string): ReadonlySet<string> {
  return new Set(words.split(' '))
}
