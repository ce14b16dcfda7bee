import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import type { Check } from '../../../functions/core/model/check.ts'
import { expecting, reading } from '../../support/check.ts'
import type { Behaviour } from '../../support/hostile-server.ts'
import { type AnswerTo, alive, type Caller, jsonReply, type WatchedApi, watching } from '../../support/watched-api.ts'

const text = (status: number, body: string, type = 'text/plain'): Behaviour => ({
  kind: 'answer',
  status,
  headers: { 'content-type': type },
  body,
})

const redirect = (location: string, status = 302): Behaviour => ({
  kind: 'answer',
  status,
  headers: { location },
  body: '',
})

let request = 1_000
/** An id of its own for each answer, as most servers send one. */
const anId = () => {
  request += 7
  return `req-${request}-${request.toString(36)}`
}

let draws = 0

/** Bytes without a pattern, other ones each time and the same ones in each run: one in thousands would look like words. */
const someBytes = (count: number): Buffer => {
  draws += 1
  return createHash('sha256').update(`${draws}`).digest().subarray(0, count)
}

const aGuid = (): string =>
  someBytes(16)
    .toString('hex')
    .replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5')

/** Undocumented refusals of a credential that is not known. */
const refusals: readonly (readonly [what: string, refusal: () => Behaviour])[] = [
  ['a text', () => text(403, `Access denied (${anId()})`)],
  ['XML', () => text(403, `<Error><Code>AccessDenied</Code><Id>${anId()}</Id></Error>`, 'application/xml')],
  ['nothing', () => text(403, '')],
  ['a GUID of its own', () => jsonReply(403, { message: 'no', activity: aGuid() })],
  ['ids in a header', () => jsonReply(403, {}, { 'x-error-detail': `ref ${aGuid()}` })],
  ['an id beside a code', () => text(404, `E404 ${someBytes(9).toString('hex')}`)],
  ['a message of a gateway', () => jsonReply(403, { message: 'Forbidden' })],
  ['a message of RBAC', () => text(403, 'RBAC: access denied')],
  ['a guard against forged requests', () => text(403, 'CSRF Error')],
  ['a limit that is not used up', () => jsonReply(403, { m: 'no' }, { ratelimit: 'limit=10, remaining=9' })],
  ['a 400 with a code', () => jsonReply(400, { fault: 'no_such_key', at: new Date().toISOString(), id: anId() })],
  ['a 422', () => jsonReply(422, { code: 'key', trace: anId() })],
  ['a 404 that hides', () => jsonReply(404, { error: 'no such key' })],
  ['a 410', () => text(410, '')],
  ['a page to log in', () => text(200, '<html>Log in</html>', 'text/html')],
  ['an error with 200', () => jsonReply(200, { error: 'unknown key', id: anId() })],
]

/** Redirects of a credential that is not known. A status alone is no proof beside one, unless `answers` declares what it means. */
const redirects: typeof refusals = [
  ['a redirect to a login', () => redirect(`https://login.example/in?next=%2Fme&state=${anId()}`)],
  [
    'a redirect to a login with PKCE',
    () => {
      const once = () => someBytes(32).toString('base64url')
      return redirect(`https://ip-10-0-0-5.example/authorize?prompt=consent&code_challenge=${once()}&state=0${once()}`)
    },
  ],
  ['a redirect of a session', () => redirect('/users/saml/sign_in?error=session_expired&login_challenge=7f3a')],
  ['a redirect back to the address that was asked', () => redirect('/login?next=/v1/billing/me')],
  ['a redirect on the same host', () => redirect(`/login#${anId()}`, 307)],
]

const missing = jsonReply(401, { error: 'no key' })
const hourly = { everySeconds: 3_600, controls: true } as const

/** An API that knows the credential, and refuses every other one so. */
const knowing =
  (refusal: () => Behaviour): AnswerTo =>
  (caller) =>
    ({ real: alive, broken: refusal(), nobody: missing })[caller]

/** The same API, after it has forgotten the credential; `change` gives other answers. */
const forgetful =
  (refusal: () => Behaviour, change: Partial<Record<Caller, Behaviour>> = {}): AnswerTo =>
  (caller) =>
    change[caller] ?? (caller === 'nobody' ? missing : refusal())

describe('an undocumented refusal that a broken credential gets too', () => {
  for (const [what, refusal] of [...refusals, ...redirects])
    it(`is a death if it came to the broken one while this one was alive: ${what}`, () =>
      watching(knowing(refusal), hourly, async ({ become, tick, state, subjects, texts, server }) => {
        await tick(60)
        assert.equal(state()?.reason, 'healthy')
        become(forgetful(refusal))
        await tick(60)
        assert.equal(state()?.reason, 'rejected')
        assert.deepEqual(subjects(), ['ALARM: production/ci-bot rejected'])
        assert.match(texts()[0] ?? '', /answers like a broken one since 20\d\d-\d\d-\d\dT/)
        const { since } = state() ?? assert.fail()
        const before = server.requests.length
        await tick(60)
        assert.deepEqual([state()?.reason, state()?.since, subjects().length], ['rejected', since, 1])
        assert.ok(server.requests.length > before + 1, 'at its turn, the broken one is sent again')
        become(knowing(refusal))
        await tick(60)
        await tick(60)
        assert.deepEqual([state()?.reason, subjects()[1]], ['healthy', 'OK: production/ci-bot is good again'])
      }))

  /** The same check, which reads nothing of the answer. */
  const byStatus = ({ question }: Check): Partial<Check> => ({
    paths: reading({}),
    expect: expecting({}),
    question: question.kind === 'request' ? { ...question, besideBroken: true } : question,
  })
  for (const [what, refusal] of refusals)
    it(`is a death of a credential that is judged by its status alone: ${what}`, () =>
      watching(knowing(refusal), hourly, async ({ become, tick, state, check }) => {
        await tick(60, byStatus(check))
        assert.equal(state()?.reason, 'healthy')
        become(forgetful(refusal))
        await tick(60, byStatus(check))
        assert.equal(state()?.reason, 'rejected')
        become(forgetful(refusal, { broken: text(403, 'Closed') }))
        await tick(60, byStatus(check))
        assert.match(
          state()?.reason ?? '',
          /^(unrecognized|wrong_target|redirected)$/,
          'the broken one is answered otherwise',
        )
      }))

  it('is a death of a Cloudflare user token, which an account token would get too', () => {
    const dead = jsonReply(401, { success: false, errors: [{ code: 1_000, message: 'Invalid API Token' }] })
    const living = jsonReply(200, { success: true, result: { id: 'f267e341', status: 'active' } })
    const asking = { ...hourly, profile: 'cloudflare-user', paths: reading({}), expect: expecting({}) }
    return watching(
      (caller) => ({ real: living, broken: dead, nobody: missing })[caller],
      asking,
      async ({ become, tick, state }) => {
        become((caller) => (caller === 'nobody' ? missing : dead))
        await tick(60)
        assert.equal(state()?.reason, 'unrecognized', 'never proved alive')
        become((caller) => ({ real: living, broken: dead, nobody: missing })[caller])
        await tick(60)
        assert.equal(state()?.reason, 'healthy')
        become((caller) => (caller === 'nobody' ? missing : dead))
        await tick(60)
        assert.equal(state()?.reason, 'rejected')
      },
    )
  })

  const denied = () => text(403, `Access denied ${anId()}`)
  const other = text(403, 'You shall not pass')

  type Unlike = readonly [what: string, now: AnswerTo, act?: (world: WatchedApi) => unknown, change?: Partial<Check>]
  const unlike: readonly Unlike[] = [
    ['the broken one is answered otherwise now', forgetful(denied, { broken: other })],
    ['the broken one is refused by the standard now', forgetful(denied, { broken: jsonReply(401, {}) })],
    ['the broken one gets no answer now', forgetful(denied, { broken: { kind: 'hang_up' } })],
    ['the request without a credential is answered otherwise', forgetful(denied, { nobody: denied() })],
    ['the request without a credential fails', forgetful(denied, { nobody: jsonReply(503, {}) })],
    ['this one is answered in other words', forgetful(denied, { real: other })],
    [
      'another version is refused',
      forgetful(denied),
      ({ prober }) => prober.store('production/ci', 'x-7f3a9c-y', 'v2'),
    ],
    ['the check asks for something else', forgetful(denied), () => {}, { expect: expecting({ slowAfterMs: 9_000 }) }],
    ['controls are off', forgetful(denied), () => {}, { controls: false }],
  ]
  for (const [what, now, act = () => {}, change = {}] of unlike)
    it(`proves nothing if ${what}`, () =>
      watching(knowing(denied), { ...hourly, ...('controls' in change ? change : {}) }, async (world) => {
        const { become, tick, state, subjects } = world
        await tick(60)
        assert.equal(state()?.reason, 'healthy')
        become(now)
        act(world)
        await tick(60, change)
        assert.deepEqual([state()?.reason, state()?.standing, subjects()], ['unrecognized', 'unknown', []])
      }))

  it('is a death where the API redirects strangers in the same way', () => {
    const login = (caller: Caller) => (caller === 'real' ? alive : redirect('/login?next=%2Fme'))
    return watching(login, hourly, async ({ become, tick, state, subjects }) => {
      await tick(60)
      become(() => redirect('/login?next=%2Fme'))
      await tick(60)
      await tick(60)
      assert.deepEqual([state()?.reason, subjects()], ['rejected', ['ALARM: production/ci-bot rejected']])
    })
  })

  /** Answers to a broken credential and to one that lives, of which each has a code or an address of its own. */
  const unlikeCodes: readonly (readonly [broken: Behaviour, real: Behaviour])[] = [
    [redirect('/login?error=bad_token'), redirect('/login?error=ip_not_allowed')],
    [redirect('/login'), redirect('/login?reason=maintenance')],
    [redirect('/login#error=unknown'), redirect('/login#error=access_denied')],
    [redirect('/login'), redirect('/captcha')],
    [redirect('/login?next=/me'), redirect('/login?next=/change-password')],
    [redirect('/login?state=unknown_key'), redirect('/login?state=pending_approval')],
    [redirect('/login?state=err1001'), redirect('/login?state=no_seat2')],
    [text(403, `${'style '.repeat(4_000)}No such key`), text(403, `${'style '.repeat(4_000)}Project paused`)],
    [redirect('/r?url=/login'), redirect('/r?url=/workspace-paused')],
    [jsonReply(403, {}, { 'x-errorcode': 'unknown' }), jsonReply(403, {}, { 'x-errorcode': 'paused' })],
    [jsonReply(403, {}, { 'x-ms-diagnostics': '2000003' }), jsonReply(403, {}, { 'x-ms-diagnostics': '2000008' })],
    [redirect('/captcha'), redirect('/captcha')],
    [redirect(''), redirect('')],
    [jsonReply(400, { code: 99991663 }), jsonReply(400, { code: 99991672 })],
    [jsonReply(400, {}, { 'x-error-code': '10000001' }), jsonReply(400, {}, { 'x-error-code': '10000002' })],
    [jsonReply(400, { error: 'req_unknown_key' }), jsonReply(400, { error: 'req_not_permitted' })],
    [text(400, 'k8s_credential_not_known'), text(400, 'k8s_namespace_not_permitted')],
    [text(400, 'fault 80070005beef'), text(400, 'fault 80070005dead')],
    [jsonReply(403, { rule: '20000000000003' }), jsonReply(403, { rule: '20000000000007' })],
    [
      jsonReply(403, { policy: 'f1a0c1e8-0001-4b7e-9b66-1d9f5a7f0001' }),
      jsonReply(403, { policy: 'f1a0c1e8-0002-4b7e-9b66-1d9f5a7f0001' }),
    ],
    [text(404, 'refused: req_key_1_unknown'), text(404, 'refused: req_seat_2_missing')],
    [text(403, 'b7Kq2Lm9Xz4Ap8Tt81Qw'), text(403, 'c1Rr5Yy7Uu3Ii2Oo9Pp4')],
    [jsonReply(403, { id: 'x', why: 'e3b0c44298fc1c14' }), jsonReply(403, { id: 'x', why: '9f86d081884c7d65' })],
    [jsonReply(403, {}, { 'x-result': '3' }), jsonReply(403, {}, { 'x-result': '7' })],
    [jsonReply(403, {}, { 'x-acl-decision': 'key' }), jsonReply(403, {}, { 'x-acl-decision': 'seat' })],
    [jsonReply(403, {}, { 'x-app-info': 'nokey' }), jsonReply(403, {}, { 'x-app-info': 'paused' })],
    [jsonReply(403, {}, { link: '</help/key>; rel="help"' }), jsonReply(403, {}, { link: '</help/seat>; rel="help"' })],
    [jsonReply(404, {}, { refresh: '0; url=/login' }), jsonReply(404, {}, { refresh: '0; url=/pay' })],
    [text(400, 'error 40:03'), text(400, 'error 40:17')],
    [text(400, 'policy 2012-10-17'), text(400, 'policy 2008-10-17')],
    [jsonReply(403, {}, { 'grpc-status': '16' }), jsonReply(403, {}, { 'grpc-status': '7' })],
    [
      jsonReply(403, {}, { 'x-ms-error-code': 'AuthenticationFailed' }),
      jsonReply(403, {}, { 'x-ms-error-code': 'AuthorizationPermissionMismatch' }),
    ],
    [text(400, `${'-'.repeat(5_000)} unknown`), text(400, `${'-'.repeat(5_000)} paused`)],
  ]
  for (const [index, [broken, real]] of unlikeCodes.entries())
    it(`proves nothing if the code or the address is another one: ${index}`, () =>
      watching(
        knowing(() => broken),
        hourly,
        async ({ become, tick, state }) => {
          await tick(60)
          assert.equal(state()?.reason, 'healthy')
          become(forgetful(() => broken, { real }))
          await tick(60)
          await tick(60)
          assert.notEqual(state()?.standing, 'invalid')
        },
      ))

  it('proves nothing if a redirect leads elsewhere now, as during maintenance', () => {
    const login = () => redirect('https://login.example/in')
    const away = () => redirect('https://status.example/maintenance')
    return watching(knowing(login), hourly, async ({ become, tick, state, subjects }) => {
      await tick(60)
      become(() => away())
      await tick(60)
      become(forgetful(away, { broken: login() }))
      await tick(60)
      assert.deepEqual([state()?.reason, subjects()], ['redirected', []])
    })
  })

  it('proves nothing about a credential that was never alive', () =>
    watching(forgetful(denied), hourly, async ({ tick, state }) => {
      await tick(60)
      await tick(60)
      assert.equal(state()?.reason, 'unrecognized')
    }))

  it('proves nothing if it comes once', () =>
    watching(knowing(denied), hourly, async ({ become, tick, state, prober, subjects }) => {
      await tick(60)
      become(forgetful(denied))
      prober.duringPauses(() => become(knowing(denied)))
      await tick(60)
      assert.deepEqual([state()?.reason, subjects()], ['healthy', []])
    }))

  it('needs one answer a tick between two turns, and starts no rotation', () =>
    watching(knowing(denied), { ...hourly, everySeconds: 300 }, async ({ become, tick, state, server }) => {
      for (let ticks = 0; ticks < 12; ticks += 1) await tick(5)
      assert.notEqual(state()?.earlierAnswers?.controls, null)
      become(forgetful(denied))
      await tick(5)
      assert.equal(state()?.reason, 'rejected')
      const before = server.requests.length
      for (let ticks = 0; ticks < 11; ticks += 1) await tick(5)
      assert.ok(server.requests.length - before <= 11 + 5, `${server.requests.length - before} requests`)
      assert.equal(state()?.reason, 'rejected')
    }))
})

describe('a permission refusal that a broken credential gets too', () => {
  const scopeless = jsonReply(403, {}, { 'www-authenticate': 'Bearer error="insufficient_scope"' })
  const answers = [{ status: 403, when: "code == 'role'", means: 'ping_forbidden' }] as const
  const role = jsonReply(403, { code: 'role' })
  const rows: readonly (readonly [what: string, refusal: Behaviour, profile: string])[] = [
    ['a role', role, 'http'],
    ['a scope of GitLab', jsonReply(403, { error: 'insufficient_scope' }), 'gitlab'],
    ['a permission of GitHub', jsonReply(403, { message: 'Resource not accessible by x' }), 'github'],
    ['a capability of Notion', jsonReply(403, { code: 'restricted_resource' }), 'notion'],
    [
      'an installation',
      jsonReply(403, { message: 'authenticate with an installation access token' }),
      'github-installation',
    ],
  ]
  const asking = (profile: string) => ({ ...hourly, profile, answers, expect: expecting({}) })
  for (const [what, refusal, profile] of rows) {
    it(`proves no life: ${what}`, () =>
      watching(
        () => refusal,
        asking(profile),
        async ({ tick, state }) => {
          await tick(60)
          assert.deepEqual([state()?.standing, state()?.reason], ['unknown', 'unrecognized'])
          assert.match(
            state()?.detail ?? '',
            /a broken or missing credential is answered so too, so it proves nothing$/,
          )
        },
      ))
    it(`proves life if the broken one is refused otherwise: ${what}`, () =>
      watching(
        (caller) => (caller === 'real' ? refusal : jsonReply(401, {})),
        asking(profile),
        async ({ tick, state }) => {
          await tick(60)
          assert.deepEqual([state()?.standing, state()?.reason], ['valid', 'ping_forbidden'])
        },
      ))
  }

  it('does not weaken an answer that proves life', () =>
    watching(
      (caller) => (caller === 'real' ? alive : scopeless),
      { ...hourly, expect: expecting({ identity: 'bot' }) },
      async ({ tick, state }) => {
        await tick(60)
        assert.equal(state()?.reason, 'healthy')
      },
    ))
})
