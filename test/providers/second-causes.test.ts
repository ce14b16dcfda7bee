import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Check } from '../../functions/core/model/check.ts'
import { isDeath, standingOf } from '../../functions/core/model/reason.ts'
import type { Provider, SourcedRule } from '../../functions/providers/provider.ts'
import { providers } from '../../functions/providers/providers.ts'
import { assertEvery } from '../support/assert-every.ts'
import { expecting } from '../support/check.ts'
import { type AnswerTo, jsonReply, type WatchedApi, watching } from '../support/watched-api.ts'
import type { FixtureAnswer, Fixtures } from './fixture.ts'
import { allFixtures } from './fixture-files.ts'
import { type StandIn, startStandIn } from './stand-in.ts'

/** Causes that may begin at any time, for which a living credential is answered like a dead one. */
const changing = {
  'app-store-connect not-authorized': 'the clock of the probe is wrong',
  'servicenow not-authenticated': 'the user is locked, or the instance no longer lets it use basic authentication',
  'slack invalid-auth': 'its app does not allow this address',
  'slack-config invalid-auth': 'its app does not allow this address',
  'snowflake unauthorized': 'a policy of the account does not let this user or address in',
  'vault permission-denied': 'its policies lack lookup-self, or it is bound to another address',
}

/** Wrong settings of a check, by which a living credential is answered like a dead one. */
const settings = {
  'aws-access-key unknown-key': 'it belongs to another partition, or the account has not opted into the Region',
  'azure-openai invalid-key': 'it belongs to another resource',
  'bitbucket incorrect-credentials': 'it was made without scopes',
  'bitbucket-access-token dead-or-not-for-this': 'it is of a kind that may not ask this',
  'braintree invalid-key': 'it belongs to the other gateway',
  'circleci not-logged-in': 'it is a token of the other kind',
  'confluence-cloud unauthorized': 'it was made with scopes, and works at the gateway',
  'confluence-cloud unauthorized-json': 'it was made with scopes, and works at the gateway',
  'confluence-cloud unauthorized-page': 'it was made with scopes, and works at the gateway',
  'confluent-cloud unauthenticated': 'it is the key of a Kafka cluster',
  'datadog-api-key forbidden': 'it belongs to another site',
  'datadog-key-pair forbidden': 'it belongs to another site',
  'datadog-key-pair unauthorized': 'it belongs to another site',
  'honeycomb unknown-key': 'it belongs to the other region',
  'intercom unauthorized': 'it belongs to another region',
  'intercom unauthorized-otherwise': 'it belongs to another region',
  'jira-cloud unauthorized': 'it was made with scopes, and works at the gateway',
  'jira-cloud unauthorized-json': 'it was made with scopes, and works at the gateway',
  'jira-cloud unauthorized-page': 'it was made with scopes, and works at the gateway',
  'launchdarkly invalid-token': 'it belongs to another instance',
  'mailchimp unauthorized': 'it belongs to another data center',
  'mailgun unauthorized': 'it belongs to the other region',
  'mailgun unauthorized-json': 'it belongs to the other region',
  'mailgun unauthorized-page': 'it belongs to the other region',
  'mixpanel unauthorized': 'its project is in another region',
  'new-relic unauthorized': 'it belongs to another region',
  'onepassword-events unauthorized': 'its account is at another host',
  'pagerduty-rest unauthorized': 'it belongs to the other region',
  'paypal invalid-client': 'it belongs to the other environment',
  'plaid invalid-keys': 'it belongs to another environment',
  'plaid-item invalid-keys': 'it belongs to another environment',
  'posthog invalid-key': 'it belongs to the other region',
  'segment unauthorized': 'it belongs to the other region',
  'sendgrid grant-invalid': 'it belongs to the other region',
  'sentry invalid-token': 'it belongs to another region',
  'snyk unauthorized': 'it belongs to another region',
  'square unauthorized': 'it belongs to the other environment',
  'supabase-project invalid-key': 'it belongs to another project',
  'twilio authenticate': 'it belongs to another region',
  'twilio-api-key authenticate': 'it belongs to another region',
  'upstash-redis wrong-token': 'it belongs to another database',
}

const causes: Readonly<Record<string, string>> = { ...changing, ...settings }

const rulesOf = ({ rules, needRules = [], tokenRules = [] }: Provider): readonly SourcedRule[] => [
  ...rules,
  ...needRules,
  ...tokenRules,
]

/** Refusals by the host that an option chooses, which a credential of another host does not get. */
const sameEverywhere: Readonly<Record<string, string>> = {
  'aws-access-key wrong-secret': 'the key is known there, and its secret is wrong',
  'datadog-api-key not-valid': 'another site answers with 403',
  'openai incorrect-key': 'another region has words of its own, which a rule before it reads',
  'plaid-item invalid-token': 'the keys of the client are of one environment, and are refused first',
}

const isHost = /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/

/** Rules of rejection at a host that an option chooses, without a second cause. */
const unexplained = [...providers.values()].flatMap(({ name, options = {}, question, rules }) => {
  const asked = JSON.stringify(question)
  const chooses = Object.entries(options).some(
    ([option, one]) =>
      one.kind === 'choice' &&
      asked.includes(`{${option}}`) &&
      Object.values(one.of).every((value) => isHost.test(value)),
  )
  const bare = rules.filter(({ means, secondCause }) => means === 'rejected' && secondCause === undefined)
  // PayPal's client takes the rules of OAuth after its own, which name other faults.
  return chooses && name !== 'paypal' ? bare.map((rule) => `${name} ${rule.name}`) : []
})

/** Causes of one kind in the catalogue, by provider and rule. */
function causesOf(kind: 'changing' | 'setting'): Readonly<Record<string, string>> {
  const found = [...providers.values()].flatMap((provider) =>
    rulesOf(provider).flatMap(({ name, secondCause }) =>
      secondCause?.kind === kind ? [[`${provider.name} ${name}`, secondCause.cause]] : [],
    ),
  )
  return Object.fromEntries(found)
}

type Known = { readonly fixtures: Fixtures; readonly answer: FixtureAnswer }

/** Answers of the fixtures that such a rule takes. */
const answersTo = (causes: Readonly<Record<string, string>>): readonly Known[] =>
  allFixtures.flatMap((fixtures) =>
    fixtures.answers.flatMap((answer) =>
      `${fixtures.provider} ${answer.rule}` in causes ? [{ fixtures, answer }] : [],
    ),
  )

const shown = ({ fixtures, answer }: Known) => `${fixtures.provider}: ${answer.to}`

describe('an answer that a living credential gets too', () => {
  let standIn: StandIn
  before(async () => {
    standIn = await startStandIn(allFixtures)
  })
  after(() => standIn.close())

  it('is listed with its second cause, and with nothing else', () => {
    assert.deepEqual(Object.fromEntries(Object.entries(causesOf('changing')).toSorted()), changing)
    assert.deepEqual(Object.fromEntries(Object.entries(causesOf('setting')).toSorted()), settings)
  })

  it('is expected of every host that an option chooses, but for those whose answers tell both apart', () => {
    assert.deepEqual(unexplained.toSorted(), Object.keys(sameEverywhere).toSorted())
  })

  it('has an answer in the fixtures for each of its rules', () => {
    const answered = answersTo(causes).map(({ fixtures, answer }) => `${fixtures.provider} ${answer.rule}`)
    assert.deepEqual([...new Set(answered)].toSorted(), Object.keys(causes).toSorted())
  })

  it('is no death alone, and names both causes', () =>
    assertEvery(answersTo(causes), shown, async ({ fixtures, answer }) => {
      const { proved: _, ...unproved } = answer
      const { verdict } = await standIn.probe(fixtures, unproved)
      assert.equal(standingOf(verdict.reason), 'unknown')
      const cause = causes[`${fixtures.provider} ${answer.rule}`]
      assert.ok(
        verdict.findings[0]?.detail.includes(`: the credential is dead, or ${cause}: `),
        verdict.findings[0]?.detail,
      )
    }))

  it('is no death while its cause may have begun since, however well the question was answered before', () =>
    assertEvery(answersTo(changing), shown, async ({ fixtures, answer }) => {
      const { verdict } = await standIn.probe(fixtures, { ...answer, proved: true })
      assert.equal(verdict.reason, 'unrecognized')
    }))

  it('is a death once the same question was answered well, so that no setting is wrong', () =>
    assertEvery(answersTo(settings), shown, async ({ fixtures, answer }) => {
      const { verdict } = await standIn.probe(fixtures, { ...answer, proved: true })
      assert.ok(isDeath(verdict.reason), verdict.reason)
      assert.ok(!verdict.findings[0]?.detail.includes('dead, or'), verdict.findings[0]?.detail)
    }))
})

const slack: Partial<Check> = {
  profile: 'slack',
  provider: 'slack',
  everySeconds: 300,
  controls: true,
  expect: expecting({ identity: 'bot' }),
}
const authenticated = jsonReply(200, { ok: true, team_id: 'T1', login: 'bot' })
const refused = (error: string) => jsonReply(200, { ok: false, error })

/** Slack as a broken token and nobody see it, in front of a token that gets `answer`. */
const answering =
  (answer: ReturnType<typeof jsonReply>): AnswerTo =>
  (caller) =>
    caller === 'real' ? answer : refused(caller === 'broken' ? 'invalid_auth' : 'not_authed')

async function ticks(count: number, { tick }: WatchedApi): Promise<void> {
  for (let done = 0; done < count; done += 1) await tick(5)
}

/** Texts of the pages that opened. */
const paged = ({ subjects, texts }: WatchedApi) =>
  texts().filter((text, index) => text.startsWith('{"to":"page"') && subjects()[index]?.startsWith('ALARM'))

describe('a token of Slack that was proved', () => {
  it('is not dead by invalid_auth, though a broken one gets the same; after half an hour it pages with both causes', () =>
    watching(answering(authenticated), slack, async (world) => {
      // More than an hour, so that a broken token was sent while this one lived.
      await ticks(14, world)
      world.become(answering(refused('invalid_auth')))
      await ticks(6, world)
      assert.deepEqual([world.state()?.standing, world.state()?.reason, paged(world)], ['unknown', 'unrecognized', []])
      await ticks(2, world)
      assert.equal(paged(world).length, 1)
      assert.match(paged(world)[0] ?? '', /cannot be proved since .*dead, or its app does not allow this address/)
      await ticks(14, world)
      assert.equal(world.state()?.standing, 'unknown')
    }))

  for (const [word, reason] of [
    ['token_revoked', 'revoked'],
    ['account_inactive', 'revoked'],
    ['token_expired', 'expired'],
  ] as const)
    it(`is dead at once by ${word}`, () =>
      watching(answering(authenticated), slack, async (world) => {
        await ticks(1, world)
        world.become(answering(refused(word)))
        await ticks(1, world)
        assert.deepEqual([world.state()?.reason, paged(world).length], [reason, 1])
      }))

  it('is good again once it is proved, and nobody was woken', () =>
    watching(answering(authenticated), slack, async (world) => {
      await ticks(1, world)
      world.become(answering(refused('invalid_auth')))
      await ticks(3, world)
      world.become(answering(authenticated))
      await ticks(3, world)
      assert.deepEqual([world.state()?.reason, paged(world)], ['healthy', []])
    }))
})
