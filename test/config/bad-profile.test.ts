import { type Bad, badCheck, badWiki, refuses } from './refusals.ts'
import { client, clientCredentialsSample, declaredSample, introspection, jwtSample, wiki } from './sample.ts'

const rotated = {
  by: 'ours',
  grant: 'client_credentials',
  tokenUrl: 'https://id.acme.example/token',
  rotateWithin: '7d',
}

const ofSecrets: readonly Bad[] = [
  badWiki(
    'a bare string as a secret',
    { secret: 'wiki' },
    'secret: expected secret(...), parameter(...), fromEnv(...) or fromFile(...), found a string of 4 characters',
  ),
  badWiki(
    'a secret from nowhere',
    { secret: { from: 'vault', id: 'wiki' } },
    'secret.from: expected one of secrets-manager, parameter-store, environment, file: use secret(...), parameter(...), fromEnv(...) or fromFile(...)',
  ),
  badWiki(
    'a parameter of one version',
    { secret: { from: 'parameter-store', name: '/production/ci:3' } },
    'secret.name: expected the name of a parameter in Parameter Store, such as /production/ci-bot, without a version or label, found a string of 16 characters',
  ),
  badWiki(
    'a parameter by its ARN',
    { secret: { from: 'parameter-store', name: 'arn:aws:ssm:eu-west-1:123456789012:parameter/ci' } },
    'secret.name: expected the name of a parameter in Parameter Store, such as /production/ci-bot, without a version or label, found a string of 47 characters',
  ),
  badWiki(
    'a parameter that is a reference to a secret',
    { secret: { from: 'parameter-store', name: '/aws/reference/secretsmanager/ci' } },
    "secret.name: expected a name of your own, since those of AWS begin with aws or ssm: name a secret with secret('<name>')",
  ),
  badWiki(
    'a parameter of AWS',
    { secret: { from: 'parameter-store', name: '/aws/service/ami' } },
    "secret.name: expected a name of your own, since those of AWS begin with aws or ssm: name a secret with secret('<name>')",
  ),
  badWiki(
    'a parameter of Systems Manager',
    { secret: { from: 'parameter-store', name: 'ssm-ci' } },
    "secret.name: expected a name of your own, since those of AWS begin with aws or ssm: name a secret with secret('<name>')",
  ),
  badWiki(
    'a parameter of AWS in capitals',
    { secret: { from: 'parameter-store', name: '/AWS-ci' } },
    "secret.name: expected a name of your own, since those of AWS begin with aws or ssm: name a secret with secret('<name>')",
  ),
  badWiki(
    'a parameter that ends in a slash',
    { secret: { from: 'parameter-store', name: '/production/' } },
    'secret.name: expected the name of a parameter in Parameter Store, such as /production/ci-bot, without a version or label, found a string of 12 characters',
  ),
  badWiki(
    'a stage of a parameter, which has none',
    { secret: { from: 'parameter-store', name: '/ci', stage: 'AWSPREVIOUS' } },
    'secret.stage: unknown field; expected one of from, name, fields, trimNewline, keyArn',
  ),
  badWiki(
    'a rotation of a parameter',
    {
      secret: { from: 'parameter-store', name: '/ci' },
      rotation: {
        by: 'existing',
        functionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:mine',
        rotateWithin: '7d',
      },
    },
    "rotation: nothing rotates a parameter: store the value in Secrets Manager and name it with secret('<name>'), or set rotation: 'manual'",
  ),
  badWiki(
    'a name that Secrets Manager does not know',
    { secret: { from: 'secrets-manager', id: 'my wiki' } },
    'secret.id: expected the name or ARN of a secret in Secrets Manager, such as production/ci-bot, found a string of 7 characters',
  ),
  badWiki(
    'a role that nobody sends',
    { secret: { ...wiki.secret, fields: { tokn: 'key' } } },
    "secret: expected a secret that names token and nothing else: secret('<name>', { token: '<key>' })",
  ),
  badWiki(
    'a role that the secret does not hold',
    { send: { in: 'basic', user: { role: 'user' }, passwordRole: 'password' } },
    "secret: expected a secret that names user and password and nothing else: secret('<name>', { user: '<key>', password: '<key>' })",
  ),
  badCheck(
    'a client without its parts',
    { ...introspection, client: wiki.secret },
    "production/partner: client: expected a secret that names clientId and clientSecret and nothing else: secret('<name>', { clientId: '<key>', clientSecret: '<key>' })",
  ),
  badWiki(
    'an unknown placement',
    { send: [{ in: 'body', name: 'session' }] },
    'send[0].in: expected one of header, query, basic, form, json, cookie: use bearer(), header(...), basic(...), query(...), form(...), json(...) or cookie(...)',
  ),
]

const ofRotation: readonly Bad[] = [
  badWiki(
    'an unknown rotation',
    { rotation: 'auto' },
    "rotation: expected 'manual', existing(...), managed(...) or ours(...), found a string of 4 characters",
  ),
  badWiki(
    'a rotation with the secret that it rotates',
    { rotation: { ...rotated, client: { ...client, id: wiki.secret.id } } },
    'rotation.client: this is the secret that is rotated: store the client in a secret of its own',
  ),
  badWiki(
    'the same by ARN',
    {
      rotation: {
        ...rotated,
        client: { ...client, id: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:production/wiki-a1B2c3' },
      },
    },
    'rotation.client: this is the secret that is rotated: store the client in a secret of its own',
  ),
  badCheck(
    'a rotation of a secret that is not in Secrets Manager',
    { ...jwtSample, rotation: { ...rotated, client } },
    "production/gateway: rotation: only a secret in Secrets Manager can be rotated: set secret to secret('<name>')",
  ),
  badCheck(
    'a minted token that has no place in the secret',
    { ...clientCredentialsSample, proof: 'declared', rotation: { ...rotated, client } },
    'production/billing: rotation: this makes a new token, and the secret names no key for it: name one',
  ),
  badWiki(
    'a function that is none',
    { rotation: { by: 'existing', functionArn: 'rotate', rotateWithin: '7d' } },
    'rotation.functionArn: expected the ARN of a Lambda function such as arn:aws:lambda:eu-central-1:123456789012:function:rotate, found a string of 6 characters',
  ),
  badWiki(
    'a token endpoint on a private address',
    { rotation: { ...rotated, client, tokenUrl: 'https://169.254.169.254/latest' } },
    'rotation.tokenUrl: the host is 169.254.169.254, which is not public (linkLocal): name its range in allowPrivate if it is intended',
  ),
]

const ofProfiles: readonly Bad[] = [
  badCheck(
    'a declared check without a date',
    { ...declaredSample, expires: undefined },
    'production/circleci: expires: missing; expected expires, or issuedAt with maxAge, or expiresField',
  ),
  ...['2027-02-30', '2027-13-01', '01.03.2027', '2027-03-01T10:00:00', ''].map((expires) =>
    badCheck(
      `a date such as "${expires}"`,
      { ...declaredSample, expires },
      `production/circleci: expires: expected a date such as 2027-03-01 or a time such as 2027-03-01T10:00:00Z, found ${expires === '' ? 'an empty string' : `a string of ${expires.length} characters`}`,
    ),
  ),
  badCheck(
    'an age without a beginning',
    { ...declaredSample, maxAge: '90d' },
    'production/circleci: issuedAt: missing; maxAge has no meaning without it',
  ),
  badCheck(
    'a beginning without an age',
    { ...declaredSample, issuedAt: '2026-01-01' },
    'production/circleci: maxAge: missing; issuedAt has no meaning without it',
  ),
  badCheck(
    'a field of no secret',
    { ...declaredSample, expiresField: 'until' },
    'production/circleci: secret: missing; expiresField is read from it',
  ),
  badCheck(
    'expectations where nobody is asked',
    { ...declaredSample, assert: ['x'] },
    'production/circleci: assert: unknown field; expected one of profile, id, environment, impact, owner, urgency, paging, workingHours, runbook, usedBy, tags, every, warn, critical, unknownAfter, misconfiguredAfter, recoversAfter, unprovedAfter, expires, issuedAt, maxAge, expiresField, rotation, consumers, overlap, shared, perCheckAlarm, gate, proof, secret',
  ),
  badCheck(
    'a placement without a request',
    { ...jwtSample, send: { in: 'query', name: 'jwt' } },
    'production/gateway: ping: missing; send needs it',
  ),
  badCheck(
    'an assertion without a request',
    { ...clientCredentialsSample, assert: ['ok'] },
    'production/billing: ping: missing; assert needs it',
  ),
  badCheck(
    'an endpoint without TLS',
    { ...clientCredentialsSample, tokenUrl: 'http://id.acme.example/token' },
    'production/billing: tokenUrl: expected https: plain http is allowed only to addresses in allowPrivate',
  ),
  badCheck(
    'a way to authenticate that is none',
    { ...clientCredentialsSample, authentication: 'basic' },
    'production/billing: authentication: expected one of client_secret_basic, client_secret_basic_unescaped, client_secret_post, found a string of 5 characters',
  ),
]

refuses('a secret', ofSecrets)
refuses('a rotation', ofRotation)
refuses('a profile', ofProfiles)
