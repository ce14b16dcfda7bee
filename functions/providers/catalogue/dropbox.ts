import { provider, type SourcedRule } from '../provider.ts'

/** Tests for the tag that names the problem with a token. The specification documents the tag; it comes with 401, and with 400 too. */
function tagged(tag: string, status: number, means: SourcedRule['means']): SourcedRule {
  return {
    name: `${tag.replaceAll('_', '-')}-${status}`,
    when: { status, body: `error.".tag" == '${tag}'` },
    means,
    source: 'spec',
  }
}

/** An access token of Dropbox. New ones live for four hours. The probe never spends the refresh token that makes them. */
export const dropbox = provider({
  name: 'dropbox',
  title: 'Dropbox access token',
  category: 'business software',
  roles: { token: 'the access token, sl....' },
  options: {},
  question: {
    kind: 'request',
    ping: { method: 'POST', url: 'https://api.dropboxapi.com/2/users/get_current_account', headers: {}, body: null },
    send: [{ in: 'header', name: 'authorization', prefix: 'Bearer ', role: 'token' }],
  },
  rules: [
    { name: 'disabled', when: { status: 200, body: 'disabled == `true`' }, means: 'suspended', source: 'spec' },
    { name: 'account', when: { status: 200, body: "type(account_id) == 'string'" }, means: 'alive', source: 'spec' },
    tagged('expired_access_token', 401, 'expired'),
    tagged('invalid_access_token', 401, 'rejected'),
    tagged('user_suspended', 401, 'suspended'),
    tagged('missing_scope', 401, 'ping_forbidden'),
    tagged('route_access_denied', 401, 'ping_forbidden'),
    tagged('expired_access_token', 400, 'expired'),
    tagged('invalid_access_token', 400, 'rejected'),
    tagged('missing_scope', 400, 'ping_forbidden'),
  ],
  paths: { identity: 'account_id', environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'refresh_static', overlap: 'until the old one expires', by: 'hand' },
  runbook: {
    console: 'https://www.dropbox.com/developers/apps',
    steps: 'Mint a token with the refresh token, or let the person connect the app again.',
  },
  traps: [
    'a 401 may mean a valid token without the scope',
    'a 400 may mean a valid token without the scope',
    'Dropbox refuses a request with a body or a content type',
  ],
  sources: {
    spec: {
      evidence: 'documented',
      title: 'Dropbox API specification, auth.stone and users.stone: what each tag means',
      url: 'https://github.com/dropbox/dropbox-api-spec',
      seen: '2026-11-25',
    },
  },
})
