import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Credential } from '../../functions/core/model/credential.ts'
import { anotherKind } from '../../functions/core/probe/kind-of-credential.ts'
import { vendorKinds } from '../../functions/providers/other-kinds.ts'
import { profileOf, providers } from '../../functions/providers/providers.ts'
import { assertEvery } from '../support/assert-every.ts'
import { allFixtures } from './fixture-files.ts'

const kinds = vendorKinds.flatMap((vendor) => vendor.kinds.map((kind) => ({ ...vendor, ...kind })))

/** A made-up value of a kind: its beginning, and a rest that its shape allows. */
const madeUp = ({ begins, rest = '' }: { begins: string; rest?: string }) =>
  `${begins}${'0'.repeat(Number(/\{(?<length>\d+)/.exec(rest)?.groups?.['length'] ?? 16))}`

function judged(profile: string, role: string, value: string): string {
  const found = anotherKind(new Credential({ [role]: value }, null), profileOf(profile))
  return found === null ? 'taken' : (found.about ?? '')
}

describe('the table of documented beginnings', () => {
  it('names a public page and the day on which it was read', () =>
    assertEvery(
      vendorKinds,
      ({ profiles }) => profiles.join(),
      ({ source }) => {
        assert.equal(source.evidence, 'documented')
        assert.match(source.url ?? '', /^https:\/\/[a-z.]+\//)
        assert.match(source.seen, /^2026-\d\d-\d\d$/)
      },
    ))

  it('has no beginning that is the beginning of another', () =>
    assertEvery(
      kinds,
      ({ begins }) => begins,
      ({ begins }) =>
        assert.deepEqual(
          kinds.filter((other) => other.begins !== begins && other.begins.startsWith(begins)).map((one) => one.begins),
          [],
        ),
    ))

  it('names profiles and roles that exist', () =>
    assertEvery(
      kinds,
      ({ begins }) => begins,
      (kind) => {
        for (const name of kind.profiles) assert.ok(providers.has(name), name)
        for (const place of kind.for) {
          const [profile = '', role = ''] = place.split('.')
          assert.ok(kind.profiles.includes(profile) && role in (providers.get(profile)?.roles ?? {}), place)
        }
      },
    ))
})

/** Each kind in each role of each profile of its vendor. */
const atHome = kinds.flatMap((kind) =>
  kind.profiles.flatMap((profile) =>
    Object.keys(providers.get(profile)?.roles ?? {}).map((role) => ({ kind, profile, role })),
  ),
)

it('a kind is taken by the roles that take it, and by no other role of its vendor', () =>
  assertEvery(
    atHome,
    ({ kind, profile, role }) => `${kind.begins} as ${profile}.${role}`,
    ({ kind, profile, role }) => {
      const said = judged(profile, role, madeUp(kind))
      if (kind.for.includes(`${profile}.${role}`)) assert.equal(said, 'taken')
      else assert.equal(said, `${role} is ${kind.what}`)
    },
  ))

const elsewhere: readonly (readonly [profile: string, role: string, value: string, said: string])[] = [
  ['gitlab', 'token', 'gldt-0123456789abcdefghij', 'token is a deploy token of GitLab'],
  ['slack', 'token', 'xapp-1-A0-1-0123456789abcdef', 'token is an app-level token of Slack'],
  ['slack-config', 'token', 'xoxb-1-2-abcdefgh', 'token is a bot token of Slack'],
  ['stripe', 'token', 'pk_live_0123456789abcdef', 'token is a publishable key of Stripe'],
  ['openai', 'token', 'sk-admin-0123456789abcdef', 'token is an Admin API key of OpenAI'],
  ['sendgrid', 'token', 'github_pat_0123456789abc', 'token is a fine-grained personal access token of GitHub'],
  ['datadog-key-pair', 'applicationKey', 'xoxb-1-2-abcdefgh', 'applicationKey is a bot token of Slack'],
  ['twilio', 'token', `AC${'0'.repeat(32)}`, 'token is the SID of a Twilio account'],
  [
    'plaid-item',
    'accessToken',
    'public-sandbox-0a1b2c3d-4e5f',
    'accessToken is a public token of Plaid, which is exchanged once',
  ],
  ['grafana-cloud', 'token', 'glsa_0123456789abcdef', 'token is a service account token of Grafana'],
  ['sonarqube', 'token', `sqb_${'0a'.repeat(20)}`, 'token is a token for the badges of a SonarQube project'],
  ['netlify', 'token', `dapi${'0a'.repeat(16)}`, 'token is a personal access token of Databricks'],
  ['linear', 'token', 'HRKU-0123456789abcdef', 'token is an OAuth access token of Heroku'],
]

it('a documented kind is no other vendor’s credential', () =>
  assertEvery(
    elsewhere,
    ([profile, , value]) => `${value.slice(0, 6)} as ${profile}`,
    ([profile, role, value, said]) => assert.equal(judged(profile, role, value), said),
  ))

/** Values that say nothing: an unknown beginning, another case, a beginning in the middle, or a beginning that is a chance. */
const unknown: readonly (readonly [profile: string, value: string])[] = [
  ['gitlab', 'acme-glpat-0123456789'],
  ['gitlab', 'acme-gldt-0123456789'],
  ['gitlab', 'GLDT-0123456789abcdef'],
  ['gitlab', '0123456789abcdefghij'],
  ['slack', 'xoxz-0123456789'],
  ['openai', 'sk-0123456789abcdef'],
  ['openai', 'sk-proj-0123456789abcdef'],
  ['twilio', `AC${'0'.repeat(30)}`],
  ['twilio', `SK${'g'.repeat(32)}`],
  ['sendgrid', 'sdk-0123456789abcdef'],
  ['algolia', 'ATAT0123456789abcdef'],
  ['vault', 's.0123456789abcdef'],
  ['jfrog', 'AKIA-no-access-key-id'],
  ['netlify', 'dapi-of-somebody'],
  ['grafana', 'glc_0123456789abcdef'],
  ['sonarqube', 'sqb_not-hexadecimal'],
  ['netlify', 'access-key-of-somebody'],
]

it('an undocumented beginning is never another kind', () =>
  assertEvery(
    unknown,
    ([profile, value]) => `${value.slice(0, 8)} as ${profile}`,
    ([profile, value]) => assert.equal(judged(profile, 'token', value), 'taken'),
  ))

it('the credentials of all fixtures are of the kind of their profile', () =>
  assertEvery(
    allFixtures,
    ({ provider }) => provider,
    ({ provider, credential }) =>
      assert.equal(anotherKind(new Credential(credential, null), profileOf(provider)), null),
  ))

it('generic profiles and registries take the credential of any vendor', () => {
  const open = [...providers.values()].filter(({ question }) => question === null || question.kind === 'registry')
  assert.ok(open.length > 4)
  for (const { name, roles } of open)
    for (const role of Object.keys(roles))
      for (const kind of kinds) assert.equal(judged(name, role, madeUp(kind)), 'taken')
})
