import { bad, badCheck, badWiki, refuses } from './refusals.ts'
import { client, configOf, wiki } from './sample.ts'

const stored = { from: 'secrets-manager', id: 'production/wiki', fields: 'key' }
const admin = { from: 'secrets-manager', id: 'production/admin' }
const ours = { by: 'ours', rotateWithin: '7d' }
const refreshing = {
  ...ours,
  grant: 'refresh_token',
  tokenUrl: 'https://id.acme.example/token',
  client,
  refreshToken: 'refresh',
  rotates: true,
}
const read = { values: { token: 'value' }, id: 'id' }
const rotateDead = {
  ...ours,
  grant: 'http',
  class: 'rotate_dead',
  replay: 'destructive',
  issue: { method: 'POST', url: 'https://api.acme.example/rotate', read },
}
const keys = { method: 'GET', url: 'https://api.acme.example/keys' }
const createRevoke = {
  ...ours,
  grant: 'http',
  class: 'create_revoke',
  keyLimit: 'unlimited',
  authority: admin,
  lifetime: '90d',
  issue: { ...keys, method: 'POST', json: { name: '{name}' }, read },
  list: { ...keys, keys: { items: 'keys', id: 'id', name: 'name' } },
  revoke: { method: 'DELETE', url: 'https://api.acme.example/keys/{id}' },
}
const cloudflare = { ...ours, grant: 'provider', provider: 'cloudflare', authority: admin, lifetime: '90d' }

/** The good `wiki` check, with its token in a field and a rotation. */
const rotated = (fault: string, rotation: object, ...lines: readonly string[]) =>
  badWiki(fault, { secret: stored, rotation }, ...lines)

const clientToken = { ...wiki, secret: stored, rotation: createRevoke }
const arnOfWiki = { ...stored, id: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:production/wiki-AbCdEf' }
const oneOwner =
  "other: rotation: production/wiki rotates this secret already, and one secret has one owner: set rotation: 'manual' at one of the two"

refuses('a secret with two owners, or a credential that ends too early', [
  bad('two rotations of ours', configOf([clientToken, { ...clientToken, id: 'other' }]), `production/${oneOwner}`),
  bad(
    'two rotations of ours, one by the ARN',
    configOf([clientToken, { ...clientToken, id: 'other', secret: arnOfWiki }]),
    `production/${oneOwner}`,
  ),
  bad(
    'a secret to spare that another check uses',
    configOf([
      { ...clientToken, rotation: { ...createRevoke, rehearsal: { ...stored, id: 'staging/spare' } } },
      { ...clientToken, id: 'other', secret: { ...stored, id: 'staging/spare' }, rotation: 'manual' },
    ]),
    'production/wiki: rotation.rehearsal: production/other uses this secret, and a rehearsal would rotate it: name one that nobody uses',
  ),
  bad(
    'a secret of another account',
    configOf([
      { ...clientToken, secret: arnOfWiki },
      {
        ...clientToken,
        id: 'other',
        secret: {
          ...stored,
          id: arnOfWiki.id.replace('123456789012:secret:production/wiki', '210987654321:secret:production/other'),
        },
      },
    ]),
    "production/other: rotation: expected a secret of the account and Region of production/wiki, 123456789012 in eu-west-1, found 210987654321 in eu-west-1: rotate it with a deployment there, and set rotation: 'manual' here",
  ),
  rotated(
    'a cache that outlives the grace of the old credential',
    {
      ...rotateDead,
      class: 'rotate_grace',
      replay: 'within_grace',
      grace: '1h',
      consumers: [{ name: 'shop', cache: '1h' }],
    },
    'rotation.consumers: "shop" caches the credential for as long as it lives, or longer: shorten its cache',
  ),
  rotated(
    'a cache that outlives the credential',
    { ...createRevoke, consumers: [{ name: 'shop', cache: '90d' }] },
    'rotation.consumers: "shop" caches the credential for as long as it lives, or longer: shorten its cache',
  ),
])

refuses('a rotation of ours', [
  rotated(
    'a grant that there is not',
    { ...ours, grant: 'password' },
    "rotation.grant: expected one of client_credentials, refresh_token, github_app, http, provider: use grant: 'client_credentials', 'refresh_token', 'github_app', 'http' or 'provider'",
  ),
  rotated(
    'a refresh token of which nobody says whether it lives on',
    { ...refreshing, rotates: undefined },
    'rotation.rotates: missing; expected true or false: true if each exchange ends the refresh token that it used',
  ),
  rotated(
    'a grace of a refresh token that is over before our own clock looks again',
    { ...refreshing, grace: '30s', keepAlive: '90d' },
    'rotation.grace: shorter than the five minutes after which our own clock looks again, so a run that is killed would find it over: expected at least 5m, or leave it out, and a lost answer waits for the last minutes of the access token',
  ),
  rotated(
    'such a grace of a key that lives for an hour',
    {
      ...rotateDead,
      class: 'rotate_grace',
      replay: 'within_grace',
      grace: '4m',
      rotateWithin: '10m',
      lifetime: '1h',
    },
    'rotation: shorter than the five minutes after which our own clock looks again, so a run that is killed would find it over: expected at least 5m, or give the credential a lifetime of four hours or more, or let a person rotate it',
  ),
  rotated(
    'a secret to spare that is the rotated one',
    { ...createRevoke, rehearsal: stored },
    'rotation.rehearsal: expected a secret of its own, whose credential nobody needs: a rehearsal rotates it',
  ),
  rotated(
    'a secret to spare that is the authority',
    { ...createRevoke, rehearsal: admin },
    'rotation.rehearsal: expected a secret of its own, whose credential nobody needs: a rehearsal rotates it',
  ),
  rotated(
    'a secret to spare that holds something else',
    { ...createRevoke, rehearsal: { ...stored, id: 'staging/spare', fields: { clientId: 'id', clientSecret: 'key' } } },
    "rotation.rehearsal: expected a secret that names token and nothing else: secret('<name>', { token: '<key>' })",
  ),
  badWiki(
    'a pair of tokens in a secret that is one token',
    { rotation: refreshing },
    'secret: the whole secret is one token, and this rotation stores two parts: name the key of each',
  ),
  rotated(
    'an authority that is the credential which it rotates',
    { ...cloudflare, authority: { ...stored, fields: undefined } },
    'rotation.authority: this is the secret that is rotated: store what authorizes its rotation in a secret of its own',
  ),
  rotated(
    'a provider that needs another credential and gets none',
    { ...cloudflare, authority: undefined },
    'rotation.authority: missing; another credential rotates a Cloudflare API token: name its secret, with token',
  ),
  rotated(
    'a provider that there is not',
    { ...cloudflare, provider: 'clouflare' },
    'rotation.provider: expected one of cloudflare, entra, launchdarkly, linode, okta, slack-config, twilio, vault-approle, vault-token, vercel, found a string of 9 characters',
  ),
  rotated(
    'options that a provider needs, and one that it has not',
    { ...ours, grant: 'provider', provider: 'linode', lifetime: '90d', options: { scope: 'linodes:read_only' } },
    'rotation.options.scopes: missing; a Linode personal access token cannot be rotated without it',
    'rotation.options.scope: unknown option; the options of linode are scopes',
  ),
  rotated(
    'a provider of which every customer has an address, and no address',
    { ...ours, grant: 'provider', provider: 'vault-token' },
    'rotation.api: missing; every customer of Vault token has an own address',
  ),
  rotated(
    'a lifetime that ends before the rotation',
    { ...cloudflare, lifetime: '7d' },
    'rotation.lifetime: expected longer than rotateWithin: every new credential would be due at once',
  ),
  rotated(
    'a call that says how long the next one lives, and nobody says how long',
    { ...cloudflare, lifetime: undefined },
    'rotation.lifetime: missing; the call that makes the next credential sends its lifetime: expected a duration such as 90d',
  ),
  rotated(
    'consumers that read a token at their start which dies at once',
    { ...refreshing, consumers: [{ name: 'worker', reads: 'at_start' }] },
    'rotation.consumers: the old credential dies at once, and worker would fail until restarted: let it read the secret again, or set approve: true and restart it with each rotation',
  ),
  rotated(
    'a token that dies at once, without a credential that could get a lost one back',
    rotateDead,
    'rotation.recover: missing; a lost answer would lock everybody out: set authority, list and recover, so that an administrator can rotate a key by its id, or set approve: true',
  ),
  rotated(
    'a place that nothing fills',
    { ...createRevoke, issue: { ...createRevoke.issue, json: { name: '{label}' } } },
    'rotation: nothing fills the place {label}; expected one of api, name, id, expiresIso, expiresMs, lifeSeconds, graceEndsMs',
  ),
  rotated(
    'a class that calls cannot have',
    { ...createRevoke, class: 'derived' },
    "rotation.class: expected an object whose class is 'create_revoke', 'rotate_grace' or 'rotate_dead', found an object",
  ),
  rotated(
    'keys that nobody can list or revoke',
    { ...createRevoke, list: undefined, revoke: undefined },
    'rotation.list: missing; expected { method, url, keys, ... }',
    'rotation.revoke: missing; expected { method, url, ... }',
  ),
  rotated(
    'a span that is none',
    { ...createRevoke, between: ['22-04'] },
    'rotation.between[0]: expected a daily span in UTC such as 02:00-05:00, found a string of 5 characters',
  ),
  rotated(
    'an API on a private address',
    { ...cloudflare, api: 'https://10.0.0.1' },
    'rotation.api: the host is 10.0.0.1, which is not public (private): name its range in allowPrivate if it is intended',
  ),
  badWiki(
    'a consumer whose word the rotation would never look for',
    {
      secret: stored,
      rotation: { ...createRevoke, consumers: [{ name: 'shop', reads: 'at_start' }] },
      consumers: [{ kind: 'health', name: 'shpo', url: 'https://shop.acme.example/health' }],
    },
    'consumers[0].name: rotation.consumers does not name "shpo", so the old key would not wait for it: did you mean "shop"?',
  ),
  badWiki(
    'a consumer that the rotation does not know at all',
    { secret: stored, rotation: createRevoke, consumers: [{ kind: 'ecs', cluster: 'shop', service: 'web' }] },
    'consumers[0].name: rotation.consumers does not name "web", so the old key would not wait for it: name it there too',
  ),
  badCheck(
    'a console that is no page',
    { ...wiki, rotation: { by: 'manual', console: 'the console' } },
    'production/wiki: rotation.console: expected an absolute https URL, found a string of 11 characters',
  ),
])
