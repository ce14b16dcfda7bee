import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { blamedThing } from '../../../functions/core/model/blamed-thing.ts'
import { assertEvery } from '../../support/assert-every.ts'

/** Texts that call the credential itself dead. */
const credentials = [
  'Bad credentials',
  'Invalid API key',
  'invalid_api_key',
  'KeyRevoked',
  'API_KEY_INVALID',
  'jwt expired',
  'Token expired, scope: read',
  'The access token provided is expired, revoked, malformed, or invalid',
  'The security token included in the request is invalid.',
  'The token provided with the request is not valid',
  'Your personal access token has been revoked by an administrator',
  'API key not found',
  'The key you supplied was not found',
  'Incorrect API key provided: sk-1234',
  'invalid x-api-key',
  'Invalid or missing API key',
  'Missing Authorization header, or invalid token',
  'Invalid username or password',
  'Wrong user name/password combination',
  'Unauthorized: Access is denied due to invalid credentials.',
  'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid credential.',
  'The request was made with an expired token',
  'Given token not valid for any token type',
  'Token is no longer valid',
  "Token 'ci-bot' has expired",
  'Invalid "api_key" in request',
  'ExpiredTokenException',
  'InvalidClientTokenId',
  'Unknown client_id',
  'The access token cannot be found',
  'Client authentication failed (e.g., unknown client, no client authentication included)',
  'No valid API key provided.',
  'Your token (ci) has been suspended',
  'API key is not active',
  'Invalid password for user billing',
  'Signature has expired.',
  'Access token invalid or no longer valid',
  'Bad Authentication data',
  'Token expired at 12:00',
  'Project not found, or invalid token',
  '<error><code>InvalidToken</code></error>',
  'Token a81c0f2e expired',
  'The credential x is not valid',
]

/** Texts that call something else dead. The credential may live. */
const others = [
  'Project not found',
  'Invalid scope',
  'Your SSO session has expired',
  'Invalid referer',
  'Workspace does not exist',
  'The project for this API key was not found',
  'Unknown tenant',
  'Invalid page token',
  'IdempotencyKeyInvalid',
  'Invalid project key',
  'Bad request',
  'Wrong number of segments',
  'API version expired',
  'Invalid authentication method',
  'Invalid client certificate',
  'Environment is disabled',
  'invalid_region',
  'Invalid API key or project',
  'Your invitation is no longer valid',
  'Unrecognized device',
  'The organization of this token has been deactivated',
  'Session expired',
  'Malformed accept header: version',
  'Expired plan',
  'The requested workspace could not be found',
  "The team couldn't be found",
  'Token endpoint disabled',
  'Key vault not found',
  'PKCE required',
  'HTTPS is required',
  'Missing tenant id',
  'Region missing',
  'Your subscription (pro) has expired',
  'No active subscription',
  'Your invoice is overdue',
  'Workspace archived',
  'Region not enabled',
  'No such project',
  'Feature is not available',
  'API key project not found',
  'Invalid client ip',
  'User session expired',
]

/** Texts that call a credential dead, and may mean another one than that of the check. */
const some = [
  'Invalid acme key',
  'Invalid IAP credentials: empty token',
  'Your Foo token has expired',
  'Wrong partner secret',
  'Organization key not found',
  'Unknown client acme-portal',
  'Token ci-bot has expired',
  'client RECIPIENT not found',
  'Unknown ingest key',
]

/** Texts that blame nothing that its words tell. */
const bare = [
  '',
  'Unauthorized',
  'expired',
  'Not found',
  'Invalid',
  'User not found',
  'Unknown user',
  'Your account has been disabled',
  'No seat in this team',
  'Authentication failed: invalid',
  'https://api.acme.example/invalid/token',
  'Not authorized',
  'Authentication required',
  'Full authentication is required to access this resource',
  'Token required',
  'Missing Authorization header',
  'Login required',
]

describe('the thing that a refusal blames', () => {
  const blames = (said: string) => (text: string) => assert.equal(String(blamedThing([text])), said)
  it('is the credential', () => assertEvery(credentials, String, blames('credential')))
  it('is another thing', () => assertEvery(others, String, blames('other')))
  it('is a credential of some kind', () => assertEvery(some, String, blames('some_credential')))
  it('is not clear', () => assertEvery(bare, String, blames('null')))
  it('is the credential if one of several texts blames it', () =>
    assert.equal(blamedThing(['Project not found', 'invalid_token']), 'credential'))
})
