/** Words of a server that could not ask its own backend: its key set, its directory, its database (Envoy: `Jwks remote fetch is failed`). */
export const backendWords = [
  'not reachable',
  'connection error',
  'connect error',
  'cannot connect',
  'failed to connect',
  'econnrefused',
  'econnreset',
  'etimedout',
  'enotfound',
  'remote fetch',
  ...['cannot resolve', 'could not resolve', 'name resolution', 'no healthy upstream', 'no available server'],
  ...['not initialized', 'not initialised', 'not ready yet', 'starting up', 'no leader', 'no quorum'],
  'remote jwk set',
  'fetch jwks',
  'fetching jwks',
  'retrieve jwks',
  'system error',
  'internal service',
  'transient error',
  'server busy',
  'server is busy',
]

/** Words that blame a clock, or a value that is good for one request only. */
export const timeWords = [
  'before issued',
  'issued in the future',
  ...['at future', 'in the future', 'not valid before', 'used before'],
  'request timestamp',
  'timestamp is',
  'timestamp too',
  'timestamp outside',
  'invalid timestamp',
  'nonce',
]

/** Words of a credential that comes too early. Some servers say them of an expired one as well. */
export const earlyWords = ['not yet valid', 'not active yet', 'not yet active']

/** Words of a server that found no credential in the request, or misses another header than that of the credential. */
export const absenceWords = [
  'no api key found',
  'no api key provided',
  'no api key was',
  'no authorization token was found',
  'no token provided',
  'no auth token',
  'not provided',
  'not supplied',
  'field missing',
  'field is missing',
  'header missing',
  'header is missing',
  'header is required',
  'header required',
  'missing header',
  'missing authorization header',
  'missing authentication header',
  'missing api key',
  'missing subscription key',
  'jwt is missing',
  'token is missing',
  'empty token',
  'no credentials',
  'missing credentials',
  'credentials missing',
  'credentials are missing',
  'no org id',
  'client certificate required',
]

/** Words that blame where a request comes from. */
export const originWords = [
  'your network',
  'this network',
  'firewall',
  'referer',
  'referrer',
  'origin is not',
  'origin not',
  'source address',
  'remote address',
  'client address',
  ...['localhost', 'loopback'],
]

/** Words that ask a person for a login elsewhere, a code or an agreement. */
export const signInWords = [
  'sso',
  'one time pass',
  'one time password',
  'one time code',
  'passcode',
  'terms of service',
  'terms of use',
  'terms and conditions',
  'verify your',
  'email not verified',
  'email is not verified',
  ...['unverified', 'is not verified', 'not verified yet', 'confirm your', 'unconfirmed', 'not confirmed'],
  ...['not been approved', 'not been activated', 'not approved', 'pending approval', 'awaiting approval'],
  'reauthenticate',
  'not fully set up',
  ...['password change', 'change password', 'change your password', 'reset your password'],
  ...['verification required', 'confirmation required', 'approval required', 'challenge required', 'action required'],
  ...['reauthentication required', 'reauth required', 'terms required', 'agreement required'],
]

/** Words that say that what was bought is used up. */
export const quotaWords = [
  ...[
    'usage limit',
    'usage credits',
    'out of credits',
    'credits exceeded',
    'credit limit',
    'no credits',
    'credit balance',
  ],
  ...['credits are used up', 'credits exhausted'],
]

/** Words that blame how much is going on at once. */
export const limitWords = ['concurrent', 'session limit', 'limit has been reached', 'maximum number', 'maximum allowed']

/** Words that speak of what a user may do. A dead token is refused with some of them, beside a word for its death. */
export const roleWords = [
  'role',
  'roles',
  'scope',
  'scopes',
  'not been granted',
  'not granted',
  'not allowed to',
  'have access to',
  'has access to',
  ...['not entitled', 'entitlement'],
]
