/** Words that blame the method of authentication, or ask for a certificate. */
export const certificateWords = [
  'supports client authentication method',
  'token endpoint auth method',
  'client certificate',
  'certificate is',
  'no certificate',
  'must use client secret',
  'must use private key jwt',
]

/** Words of an issuer that found no client in the request. It has judged none. */
export const absentClientWords = ['missing client id', 'client id is missing', 'missing client credentials']

/** Words by which an issuer says that the client or its secret is refused, whatever else it advises. */
export const deadWords = [
  ...[
    'secret expired',
    'secret has expired',
    'secret is expired',
    'keys are expired',
    'credentials expired',
    'revoked',
  ],
  ...['unknown client', 'client not found', 'bad client credentials', 'bad credentials', 'no longer'],
  ...['wrong password', 'wrong secret', 'wrong client', 'incorrect password', 'incorrect secret', 'incorrect client'],
  ...['password is wrong', 'secret is wrong', 'secret is invalid', 'secret invalid', 'client is invalid'],
  ...[
    'invalid secret',
    'invalid client secret',
    'invalid client credentials',
    'invalid credentials',
    'invalid password',
  ],
]
