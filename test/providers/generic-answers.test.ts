import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { Rule } from '../../functions/core/model/profile.ts'
import { standingOf } from '../../functions/core/model/reason.ts'
import { parseAnswer } from '../../functions/core/probe/answer.ts'
import { ruleFor } from '../../functions/core/probe/rules.ts'
import { profileFrom } from '../../functions/providers/profile.ts'
import type { SourcedRule } from '../../functions/providers/provider.ts'
import { providers } from '../../functions/providers/providers.ts'
import { assertEvery } from '../support/assert-every.ts'
import { aWireAnswer } from '../support/wire.ts'

type Generic = readonly [what: string, status: number, body: unknown, headers?: Readonly<Record<string, string>>]

const page = '<!doctype html><title>Attention Required</title><h1>403 Forbidden</h1>'
const xml = '<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>'
const asText = { 'content-type': 'text/plain' }
const asXml = { 'content-type': 'application/xml' }

/** Refusals of gateways, firewalls, service meshes and frameworks. They come with a dead and with a living credential. */
const forbidden: readonly Generic[] = [
  ['nothing', 403, ''],
  ['text', 403, 'Forbidden', asText],
  ['the text of a service mesh', 403, 'RBAC: access denied', asText],
  ['the text of a guard against forged requests', 403, 'CSRF Error', asText],
  ['XML', 403, xml, asXml],
  ['a page', 403, page],
  ['a challenge page', 403, page, { 'cf-mitigated': 'challenge' }],
  ['an empty object', 403, {}],
  ['an empty list', 403, []],
  ['the message of a gateway', 403, { message: 'Forbidden' }],
  ['an explicit deny of a gateway', 403, { Message: 'User is not authorized to access this resource' }],
  ['a gateway that found no credential', 403, { message: 'Missing Authentication Token' }],
  ['an error code in words', 403, { error: 'Forbidden' }],
  ['the word of a dead master key', 403, { error: 'unauthorized' }],
  ['an error object with the status', 403, { error: { code: 403, message: 'Forbidden' } }],
  ['a list of errors', 403, { errors: [{ message: 'Forbidden' }] }],
  ['a problem document', 403, { title: 'Forbidden', status: 403, type: 'about:blank' }],
  ['the detail of a framework', 403, { detail: 'Invalid token.' }],
  ['a framework that names the path', 403, { timestamp: 1, status: 403, error: 'Forbidden', path: '/v1/me' }],
  ['a quota that is used up', 403, {}, { 'x-ratelimit-remaining': '0' }],
  ['a wait', 403, { message: 'slow down' }, { 'retry-after': '60' }],
]

const others: readonly Generic[] = [
  ['a page to sign in', 401, page],
  ['a page behind Kerberos', 401, page, { 'www-authenticate': 'Negotiate' }],
  ['nothing here', 404, ''],
  ['a page of nothing', 404, page],
  ['a message of nothing', 404, { message: 'Not Found' }],
  ['a wait with a fraction', 429, { message: 'Too many requests' }, { 'retry-after': '1.5' }],
  ['a wait as text', 429, 'Too Many Requests', asText],
  ['a wait as a page', 429, page],
]

/** Success by its status, and nothing or trouble in its body. */
const hollow: readonly Generic[] = [
  ['an error', 200, { error: 'internal_error' }],
  ['an error object', 200, { error: { message: 'Something went wrong' } }],
  ['errors of GraphQL', 200, { data: null, errors: [{ message: 'Something went wrong' }] }],
  ['no success', 200, { success: false, message: 'try again' }],
  ['maintenance', 200, { status: 'maintenance' }],
  ['a page of maintenance', 200, page],
  ['a page for everybody', 200, page, { 'content-type': 'text/html' }],
]

type List = { readonly name: string; readonly rules: readonly Rule[]; readonly ofCheck: boolean }

/** Rules for answers of every profile. A check of a generic profile says itself what a good answer holds. */
const lists: readonly List[] = [...providers.values()].flatMap((provider) => {
  const { name, rules, tokenRules } = profileFrom(provider)
  const ofCheck = provider.question === null
  return [
    { name, rules, ofCheck },
    { name: `${name} (token endpoint)`, rules: tokenRules, ofCheck },
  ]
})

function meaningOf({ rules }: List, [, status, body, headers]: Generic) {
  const { name, means } = ruleFor(parseAnswer(aWireAnswer(status, body, headers)), [], rules)
  return { said: `${means} by ${name}`, standing: means === 'alive' ? 'valid' : standingOf(means) }
}

const judged = lists.flatMap((list) =>
  [...forbidden, ...(list.ofCheck ? [] : [...others, ...hollow])].map((answer) => ({ list, answer })),
)

it('an answer that anybody may give proves neither life nor death in any profile', () =>
  assertEvery(
    judged,
    ({ list, answer: [what, status] }) => `${list.name}: ${status} with ${what}`,
    ({ list, answer }) => {
      const { said, standing } = meaningOf(list, answer)
      assert.ok(standing !== 'valid' && standing !== 'invalid', said)
    },
  ))

it('a bare 403 has a rule of its own in every profile', () =>
  assertEvery(
    lists,
    ({ name }) => name,
    (list) =>
      assert.equal(meaningOf(list, ['text', 403, 'Forbidden', asText]).said, 'unrecognized by forbidden-undocumented'),
  ))

/** Rules that call a credential alive although its request was refused. */
const refusals = [...providers.values()].flatMap(({ name, rules, tokenRules = [], sources }) =>
  [...rules, ...tokenRules]
    .filter(({ means }) => means === 'ping_forbidden')
    .map((rule: SourcedRule) => ({ name, rule, source: sources[rule.source] })),
)

it('a refusal proves life by its body or a header, never by its status, and never from memory', () =>
  assertEvery(
    refusals,
    ({ name, rule }) => `${name}: ${rule.name}`,
    ({ rule, source }) => {
      assert.ok(rule.when.body !== undefined || rule.when.header !== undefined, 'by its status')
      assert.notEqual(source?.evidence, 'recalled')
    },
  ))
