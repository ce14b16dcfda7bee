/** Words that blame the address of the client, or the place in which it is (Salesforce: `ip restricted`). */
export const addressWords = [
  ...['ip', 'ips', 'ipv4', 'ipv6', 'whitelist', 'whitelisted', 'allowlist', 'allowlisted', 'vpn', 'network zone'],
  ...['country', 'countries', 'geo', 'geolocation', 'geoblocked', 'your location', 'your region', 'this region'],
]

/** Words of a rate. The word alone blames nothing (`the exchange rate service`). */
const rateOnly = ['rate limit', 'rate limits', 'rate limited', 'ratelimited', 'rate exceeded', 'rate is too high']

/** Words that blame the number of requests (Docker Hub: `too many failed login attempts`). */
export const rateWords = [
  ...rateOnly,
  'too many',
  'toomanyrequests',
  'attempts',
  'throttled',
  'temporarily',
  'slow down',
  'request loop',
  'quota',
  'tries',
  'too often',
  'limit exceeded',
  'limit reached',
  'try again later',
]

/** Words that blame an account or a time. The account may open again with the same secret (WSO2: `User account is locked`). */
export const lockWords = ['locked', 'lockout', 'blocked', 'captcha', 'login hours']

/** Words that blame the server itself. */
export const troubleWords = [
  'unavailable',
  'timeout',
  'timed out',
  'overloaded',
  'maintenance',
  'internal error',
  'server error',
  'bad gateway',
  'unreachable',
  'connection refused',
  'connection failed',
  'could not connect',
  'unable to connect',
  'could not reach',
  'unable to reach',
  'upstream connect',
  'upstream error',
  'temporary failure',
]

/** Words that ask a person for something that no secret gives (Entra: a second factor or a consent; GitHub: a single sign-on). */
export const personWords = [
  'consent',
  'interaction',
  'mfa',
  'multi factor',
  'multifactor',
  'second factor',
  'two factor',
  'twofactor',
  '2fa',
  'otp',
  'totp',
  'saml',
  'single sign on',
  'sso required',
  'requires sso',
  'with sso',
  'via sso',
]

/** Words that blame a clock: that of the client, or that of the server (AWS: `RequestTimeTooSkewed`). */
export const skewWords = ['clock', 'skew', 'skewed', 'request time', 'time difference']

/** Things that an account may have bought, and words for their end. A key of one is a credential, so the words alone blame nothing. */
const bought = ['subscription', 'license', 'licence', 'plan', 'contract']
const ends = ['expired', 'has expired', 'is expired', 'has ended', 'lapsed', 'has lapsed']

/** Words that blame the bill of an account. */
export const billWords = [
  ...['billing', 'trial', 'unpaid', 'past due', 'payment required', 'on hold', 'upgrade your plan', 'upgrade required'],
  ...bought.flatMap((what) => ends.map((end) => `${what} ${end}`)),
]

/** Words of a guard against forged requests. Some servers say them of every credential that they do not know. */
export const forgedWords = ['csrf', 'xsrf', 'forgery', 'cross site request']

/** Words of a page that wants to see a person or a browser first. */
export const guardWords = [
  'just a moment',
  'checking your browser',
  'checking if the site connection is secure',
  'verify you are human',
  'verify you are a human',
  'verifying you are human',
  'are you a robot',
  'not a robot',
  'unusual traffic',
  'security check',
  'enable javascript',
  'enable java script',
  'enable cookies',
  'automated access',
  'automated requests',
  'bot detected',
  'attention required',
]

/** Words that speak of what a credential may do. Some servers say it with 401. */
export const permissionWords = ['permission', 'permissions', 'privilege', 'privileges', 'insufficient']

/** Words that say of a credential itself that it is dead (`Token expired`, `invalid_api_key`). */
export const credentialWords = [
  'expired',
  'revoked',
  'invalid',
  'inactive',
  'unknown',
  'unrecognized',
  'incorrect',
  'malformed',
  'deleted',
  'disabled',
  'deactivated',
  'bad',
  'wrong',
  'not found',
  'not valid',
  'not exist',
  'no longer',
]
