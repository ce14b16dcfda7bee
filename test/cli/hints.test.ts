import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { messageOf } from '../../functions/core/alerting/page-message.ts'
import { decide } from '../../functions/core/gate/decide.ts'
import { adviceFor } from '../../functions/core/model/advice.ts'
import { type Reason, reasons, standingOf } from '../../functions/core/model/reason.ts'
import type { SecretFailure } from '../../functions/core/model/secret-value.ts'
import { hints as hintsOfRules, withHint } from '../../functions/core/probe/answer-hints.ts'
import { secretWords } from '../../functions/core/probe/secret-words.ts'
import { wayOutOf, waysOut } from '../../functions/core/probe/ways-out.ts'
import { profileOf, providers } from '../../functions/providers/providers.ts'
import { assertEvery } from '../support/assert-every.ts'
import { aCheck, aSecret } from '../support/check.ts'
import { aJudgement } from '../support/judgement.ts'
import { nowMs } from '../support/reading.ts'
import { sourcesOf } from '../support/sources.ts'
import { aPlace } from '../support/stores.ts'
import { anIncident, aState, pendingMessage } from '../support/verdict.ts'

/** One thing to change, or to wait for, that the hint of each reason names. */
const named: Readonly<Record<Reason, RegExp>> = {
  expired: /new token .* secret/,
  revoked: /working token .* secret/,
  rejected: /working token .* secret/,
  half_rotated: /finish the rotation/,
  suspended: /account unlocked/,
  wrong_identity: /expected account .*`identity`/,
  wrong_environment: /this environment .*`environmentLabel`/,
  under_scoped: /missing scopes.*`scopes`, `ping` and `needs`/,
  wrong_answer: /`assert`/,
  secret_missing: /create the secret, variable or file, or correct `secret`/,
  secret_denied: /read and decrypt/,
  secret_malformed: /value in the store, or `secret` and `send`/,
  host_not_allowed: /`tokenHost` or `allowPrivate`/,
  wrong_target: /address of the check/,
  vacuous: /`ping` that needs the token/,
  check_invalid: /correct the check .*`secret`, `send`, `assert` or `scope`/,
  unreachable: /address of the check.*network of the probe/,
  timed_out: /service behind the address.*network of the probe/,
  tls_failed: /certificate of the host.*`privateCa`/,
  rate_limited: /raise `every` or lower `budget`/,
  provider_error: /status page of the provider/,
  redirected: /address of the check/,
  oversized: /`ping` with a smaller answer/,
  unrecognized: /`answers`.*`read`/,
  blocked_from_here: /address of the probe at the provider.*`network`/,
  quota_exhausted: /raise the quota/,
  secret_unavailable: /secret store/,
  settling: /wait for the next tick/,
  not_run: /log of the probe/,
  unproved: /`ping`.*`proof: 'declared'`/,
  expiring: /rotate the token/,
  overdue: /rotate the token/,
  idle_expiry: /use the token/,
  consumers_stale: /restart or redeploy its consumers/,
  shared_across_environments: /each environment a token of its own/,
  over_scoped: /without the forbidden scopes/,
  overlap_open: /revoke the previous version/,
  type_sunset: /kind of token that the provider recommends/,
  expiry_unreadable: /`read\.expires` or `expiresField`/,
  ping_forbidden: /allow the token this request/,
  slow: /no action/,
  healthy: /no action/,
}

const everyReason = [...reasons]
const needsAct = everyReason.filter((reason) => reason !== 'healthy' && reason !== 'slow')
const nameOf = (reason: Reason) => reason

/** Shows a reason in the next step of the command line. */
function shownByCommand(reason: Reason): string {
  const judgement = aJudgement({ standing: standingOf(reason), reason, judgedAt: nowMs })
  const { ruled } = decide(
    { at: nowMs, pulses: [], judgements: [judgement] },
    { minTtlSeconds: null, requireExpiry: false, maxAgeSeconds: null },
  )
  return ruled[0]?.todo ?? ''
}

/** Shows a reason in the mail of a page. */
function shownByPage(reason: Reason): string {
  const check = aCheck()
  const pending = pendingMessage('open', { incident: anIncident({ reason, detail: '' }) })
  const state = aState({ standing: standingOf(reason), reason, reasons: [reason] })
  return messageOf({ about: 'check', pending, check, state }, aPlace).text
}

describe('the hint of every reason', () => {
  it('names what to change', () =>
    assertEvery(everyReason, nameOf, (reason) => assert.match(adviceFor(reason), named[reason])))

  it('is on the command line', () =>
    assertEvery(needsAct, nameOf, (reason) => assert.match(shownByCommand(reason), named[reason])))

  it('is in the page, or the steps of a rotation by hand are', () =>
    assertEvery(needsAct, nameOf, (reason) => {
      const page = shownByPage(reason)
      assert.ok(page.includes(adviceFor(reason)) || page.includes('1. Issue a new'), page)
    }))
})

const codes = [
  ...['ResourceNotFoundException', 'InvalidRequestException', 'AccessDeniedException', 'DecryptionFailure'],
  ...['variable_not_set', 'no_such_file', 'not_in_the_file', 'not_in_secrets_manager', 'binary', 'too_large', 'empty'],
  ...['byte_order_mark', 'not_json', 'not_an_object', 'field_missing', 'field_not_a_string', 'field_empty'],
  ...['trailing_newline', 'another_kind', 'ThrottlingException'],
]

const sources = [
  [{ from: 'secrets-manager', id: 'acme/ci' }, 'secret acme/ci'],
  [{ from: 'environment', variable: 'CI_TOKEN' }, 'environment variable CI_TOKEN'],
  [{ from: 'file', path: './ci-token' }, 'file ./ci-token'],
] as const

const cases = codes.flatMap((code) => sources.map(([source, place]) => ({ code, source, place })))

const failureWith = (code: string): SecretFailure => ({
  kind: 'failure',
  reason: 'secret_malformed',
  code,
  about: 'its field key',
})

it('a secret that cannot be used is named, with its variable, file or name', () =>
  assertEvery(
    cases,
    ({ code, place }) => `${code} of ${place}`,
    ({ code, source, place }) => {
      const said = secretWords(failureWith(code), aSecret({}, { source }))
      assert.ok(said.includes(place), said)
      if (code.startsWith('field_')) assert.match(said, /its field key/)
    },
  ))

const ofProbe = [...sourcesOf('functions/core/probe')]

/** Returns the words that the sources of the probe write at some places. */
function writtenIn(folder: string, ...places: readonly RegExp[]): readonly string[] {
  const texts = ofProbe.filter(([path]) => path.startsWith(folder)).map(([, text]) => text.replaceAll(/\s+/g, ' '))
  const found = texts.flatMap((text) =>
    places.flatMap((place) => [...text.matchAll(place)].map(([, word = '']) => word)),
  )
  return [...new Set(found)].toSorted()
}

/** Codes of failed attempts: of the network, of a credential that cannot be sent, of a host that is not asked. */
const failureCodes = writtenIn(
  'functions/core/probe/',
  /code: '([a-z_]+)'/g,
  /\b(?:failed|malformed|misled)\('([a-z_]+)'\)/g,
  /'(?:unreachable|timed_out|tls_failed|oversized|unrecognized)', '([a-z_]+)', \[/g,
)

/** Rules of the probe itself by which an answer proves nothing, or the signature of a token is wrong. */
const rulesOfProbe = writtenIn(
  'functions/core/probe/ask/',
  /\bunclear\((?:[^']*, )?'([a-z-]+)'\)/g,
  /(?:unrecognized|vacuous|check_invalid|wrong_target)', rule: '([a-z-]+)'/g,
  /rule: '(signature-wrong|no-matching-key)'/g,
  /judged\('unrecognized', '([a-z-]+)'\)/g,
  /name: '(no-key-set)'/g,
)

const ofSecret = (code: string) => codes.includes(code)

it('every code of a failure has its way out, so that a new one needs one', () => {
  assert.ok(failureCodes.length >= 30, failureCodes.join())
  assert.deepEqual(
    failureCodes.filter((code) => wayOutOf(code) === null && !ofSecret(code)),
    [],
  )
})

it('every rule of the probe itself has its hint, so that a new one needs one', () => {
  assert.ok(rulesOfProbe.length >= 20, rulesOfProbe.join())
  assert.deepEqual(
    rulesOfProbe.filter((rule) => !hintsOfRules.has(rule)),
    [],
  )
})

/** Rules of every profile, and of a 401 that speaks of something else, that name no fault of the credential. */
const unclearRules = [
  ...[...providers.keys()].flatMap((name) => {
    const { rules, tokenRules } = profileOf(name)
    return [...rules, ...tokenRules].map((rule) => ({ ...rule, profile: name }))
  }),
  ...writtenIn('functions/core/probe/unauthorized', /'(unauthorized-(?!trouble|rate|address)[a-z-]+)'/g).map(
    (name) => ({ name, means: 'unrecognized' as const, profile: 'every profile' }),
  ),
].filter(({ means }) => means === 'unrecognized' || means === 'check_invalid' || means === 'wrong_target')

it('every rule of the catalogue that leaves open what to do has a hint', () => {
  assert.ok(new Set(unclearRules.map(({ name }) => name)).size > 50)
  return assertEvery(
    unclearRules,
    ({ name, profile }) => `${name} of ${profile}`,
    (rule) => {
      // A second cause brings its way out with it, which stands in the finding beside the cause.
      const own = 'secondCause' in rule ? (rule.secondCause?.wayOut ?? '') : ''
      if (own === '') assert.notEqual(withHint(rule.name, rule.name, rule.means), rule.name)
      else assert.match(own, /^[a-z].{10,}$/)
    },
  )
})

it('a code that was written down for nothing is none', () => {
  assert.deepEqual(
    Object.keys(waysOut).filter((code) => !failureCodes.includes(code)),
    [],
  )
})

/** Everything in backticks in a hint is a field of the config, or a builder. */
const manual = readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8')
const registry = readFileSync(new URL('../../docs/providers/container-registry.md', import.meta.url), 'utf8')
const hints = [...everyReason.map(adviceFor), ...Object.values(waysOut), ...hintsOfRules.values()]
const things = new Set(hints.flatMap((hint) => [...hint.matchAll(/`([^`]+)`/g)].map(([, thing = '']) => thing)))

it('no hint names a thing that does not exist', () =>
  assertEvery(
    things,
    (thing) => thing,
    (thing) => {
      const name = /^(?:[a-z]+: )?(?:read\.)?'?([A-Za-z]+)/.exec(thing)?.[1] ?? ''
      assert.ok(new RegExp(`\\b${name}\\b`).test(manual) || new RegExp(`\\b${name}\\b`).test(registry), name)
    },
  ))
