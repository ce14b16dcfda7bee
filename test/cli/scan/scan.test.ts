import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { CommandFailure } from '../../../cli/framework/failure.ts'
import type { FindingKind } from '../../../cli/scan/scan-finding.ts'
import type { ScanReport } from '../../../cli/scan/scan-report.ts'
import { loadConfigFile } from '../../../functions/config/config-file.ts'
import type { Network } from '../../../functions/core/probe/network/network.ts'
import { hookLimit } from '../../support/stack.ts'
import { valueFor } from '../recognition/made-values.ts'
import { mixedAccount } from '../recognition/mixed-account.ts'
import { sentIn } from './provider-lab.ts'
import { type ScannedAccount, startScannedAccount } from './scanned-account.ts'

const findings = ({ findings: all }: ScanReport, kind: FindingKind) => all.filter((finding) => finding.kind === kind)
const failureCode = async (run: Promise<unknown>): Promise<string> =>
  run.then(
    () => 'none',
    (error: unknown) => (error instanceof CommandFailure ? error.code : String(error)),
  )

describe('a scan of 300 mixed secrets', { timeout: 120_000 }, () => {
  let account: ScannedAccount
  let report: ScanReport
  before(async () => {
    account = await startScannedAccount()
    account.fill(mixedAccount())
    report = (await account.run({ yes: true })).report
  }, hookLimit)
  after(() => account.close())

  it('counts what it recognised, asked and left alone', () => {
    const { counts } = report
    assert.ok(counts.secrets >= 297, `${counts.secrets}`)
    assert.ok(counts.recognised >= 230, `${counts.recognised}`)
    assert.ok(counts.asked >= 205 && counts.alive >= 200, `${counts.asked}, ${counts.alive}`)
    assert.ok(Object.values(counts.leftAlone).reduce((sum, count) => sum + count, 0) >= 100)
  })

  it('calls no credential dead that lives', () => assert.deepEqual(findings(report, 'dead'), []))

  it('asks nobody but the provider that a credential is of', () => {
    const truth = new Map(mixedAccount().map(({ name, truth: kinds }) => [`eu-west-1 ${name}`, kinds]))
    for (const { place, profile, standing } of report.credentials)
      if (standing !== null) assert.ok(truth.get(place)?.includes(profile), `${place}: ${profile}`)
  })

  it('looks up no host but those of the catalogue', () => {
    const { hosts, wanted } = account.lab
    const ofCatalogue = (host: string) => hosts.has(host) || /^us\d+\.api\.mailchimp\.com$/.test(host)
    assert.ok(wanted().length > 80, `${wanted().length}`)
    assert.deepEqual(
      wanted().filter((host) => !ofCatalogue(host)),
      [],
    )
  })

  it('sends no value of a decoy anywhere', () => {
    const sent = account.lab.received().map(sentIn).join('\n')
    for (const { name, value, truth } of mixedAccount())
      if (truth.length === 0 && typeof value === 'string' && value.length >= 12 && !value.startsWith('{'))
        assert.ok(!sent.includes(value), name)
  })

  it('asks nothing with --offline, and claims nothing', async () => {
    const before = [account.lab.requests().length, account.lab.wanted().length]
    const { report: offline, result } = await account.run({ offline: true })
    assert.deepEqual([account.lab.requests().length, account.lab.wanted().length], before)
    assert.deepEqual([offline.counts.asked, offline.counts.alive, result.exitCode], [0, 0, 2])
    assert.equal(offline.counts.recognised, report.counts.recognised)
  })

  it('lists hosts and calls before it asks, and asks nobody without a yes', async () => {
    const asked = account.lab.requests().length
    const failed = await account.run().catch((error: unknown) => error)
    assert.ok(failed instanceof CommandFailure && failed.code === 'not_agreed')
    assert.match(failed.lines.join('\n'), /\n {2}api\.github\.com {2}\d+ credentials\n/)
    assert.match(failed.lines.join('\n'), /\*\.atlassian\.net {2}\d/)
    const { report: declined, terminal } = await account.run({}, { answers: ['n'] })
    assert.equal(account.lab.requests().length, asked)
    assert.deepEqual([declined.offline, terminal.questions.length], [true, 1])
    assert.equal(declined.counts.secrets, report.counts.secrets)
  })

  it('writes a config that loads, for what can be checked as it is', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tokenwatch-scan-'))
    try {
      const config = join(folder, 'tokenwatch.config.ts')
      const { result } = await account.run({ offline: true, config, name: 'shop', mail: 'ops@acme.example' })
      const loaded = await loadConfigFile(config)
      assert.deepEqual(loaded.ok ? [] : loaded.problems, [])
      assert.ok(loaded.ok && loaded.deployment.checks.length > 100)
      assert.deepEqual(loaded.deployment.environments.map(({ name }) => name).toSorted(), ['production', 'staging'])
      const text = await readFile(config, 'utf8')
      assert.match(text, /impact: 'What breaks when this credential fails\?'/)
      assert.match(text, /\/\/ {3}accountSid: '\.\.\.', \/\/ it stands in the field accountSid of the secret/)
      const notes = result.notes?.join('\n') ?? ''
      assert.match(notes, /cost in AWS: about \$\d+\.\d\d.* a month/)
      assert.match(
        notes,
        /its probe needs \{"Effect":"Allow","Action":"secretsmanager:GetSecretValue","Resource":"arn:aws:secretsmanager:eu-west-1:123456789012:secret:\*"\}/,
      )
      assert.equal(await failureCode(account.run({ offline: true, config })), 'file')
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })

  it('ends with what is known if somebody presses Ctrl-C', async () => {
    const controller = new AbortController()
    const enough = account.lab.requests().length + 5
    const stop = setInterval(() => account.lab.requests().length > enough && controller.abort(), 1)
    try {
      const { report: stopped, result } = await account.run({ yes: true }, { signal: controller.signal })
      assert.ok(stopped.interrupted && stopped.counts.asked > 0 && stopped.counts.asked < report.counts.asked)
      assert.equal(result.exitCode, 130)
      assert.ok(findings(stopped, 'not_asked').some(({ because }) => because === 'the scan ended before it was asked'))
    } finally {
      clearInterval(stop)
    }
  })
})

const dayMs = 86_400_000

describe('a scan of an account with trouble', { timeout: 120_000 }, () => {
  let account: ScannedAccount
  let report: ScanReport
  const now = Date.parse('2026-11-30T12:00:00Z')
  const tokens = {
    dead: valueFor('github.token', 101),
    shared: valueFor('sendgrid.token', 102),
    old: valueFor('figma.token', 103),
    used: valueFor('pulumi.token', 104),
  }
  const reader = 'arn:aws:iam::123456789012:role/billing'
  before(async () => {
    account = await startScannedAccount()
    const { secretsManager, cloudTrail, parameters } = account.aws
    account.setNow(now - 400 * dayMs)
    secretsManager.put('production/old', tokens.old)
    secretsManager.put('production/used', tokens.used)
    account.setNow(now - 10 * dayMs)
    secretsManager.put('production/billing', JSON.stringify({ GITHUB_TOKEN: tokens.dead }), {
      tags: { team: 'payments' },
    })
    secretsManager.put('production/mail', tokens.shared)
    secretsManager.put('staging/mail', tokens.shared, { tags: { owner: 'web' } })
    const seconds = Math.floor(now / 1_000) + 5 * 86_400
    const claims = [{ alg: 'HS256' }, { sub: 'bot', exp: seconds }].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    )
    secretsManager.put('production/session', `${claims.join('.')}.c2lnbmF0dXJl`)
    secretsManager.put(
      'internal/gitlab',
      JSON.stringify({ url: 'https://git.acme.example', token: valueFor('gitlab.token', 105) }),
    )
    secretsManager.put('production/nested', JSON.stringify({ ci: [{ pulumi: valueFor('pulumi.token', 109) }] }))
    parameters.put('/production/pulumi', valueFor('pulumi.token', 106), { type: 'SecureString' })
    parameters.put('/production/plain', 'not a secret', { type: 'String' })
    cloudTrail.show({ at: now - 3 * dayMs, roleArn: reader, secretId: 'production/billing' })
    cloudTrail.show({ at: now - 80 * dayMs, roleArn: reader, secretId: 'production/used' })
    account.setNow(now)
    account.lab.kill(tokens.dead)
    report = (await account.run({ yes: true })).report
  }, hookLimit)
  after(() => account.close())

  it('names the dead first, since when they may be dead, and who reads them', () => {
    const [first] = report.findings
    assert.deepEqual(
      [first?.kind, first?.place, first?.fields],
      ['dead', 'eu-west-1 production/billing', ['GITHUB_TOKEN']],
    )
    assert.match(
      first?.evidence.join('\n') ?? '',
      /dead at some time since 2026-11-20[\s\S]*by arn:aws:iam::123456789012:role\/billing/,
    )
  })

  it('names what expires, from a JWT that nobody was asked about', () => {
    const [expiring] = findings(report, 'expiring')
    assert.deepEqual(
      [expiring?.place, expiring?.because],
      ['eu-west-1 production/session', 'it ends on 2026-12-05 (jwt)'],
    )
  })

  it('names a credential that two environments share, and asks it once', () => {
    const [shared] = findings(report, 'shared_across_environments')
    assert.match(shared?.because ?? '', /production and staging/)
    assert.deepEqual(shared?.evidence.length, 1)
    assert.equal(account.lab.requests().filter((line) => line.includes('sendgrid')).length, 1)
  })

  it('names what nobody rotated, and what nobody reads, with the limits of the evidence', () => {
    const old = findings(report, 'never_rotated').map(({ place }) => place)
    assert.deepEqual(old, ['eu-west-1 production/old', 'eu-west-1 production/used'])
    const [unused] = findings(report, 'unused')
    assert.equal(unused?.place, 'eu-west-1 production/old')
    assert.match(
      unused?.evidence.join('\n') ?? '',
      /CloudTrail's event history of 90 days holds no read[\s\S]*copy in another Region/,
    )
    assert.deepEqual(
      findings(report, 'unread').map(({ place }) => place),
      ['eu-west-1 production/used'],
    )
  })

  it('names the scopes of a token that may do more than it has to, and no others', async () => {
    const { lab } = account
    const widened: Network = {
      close: async () => undefined,
      exchange: async (request, signal) => {
        const answered = await lab.network.exchange(request, signal)
        if (answered.kind !== 'answer') return answered
        return { ...answered, headers: { ...answered.headers, 'x-oauth-scopes': 'repo, delete_repo, admin:org' } }
      },
    }
    account.aws.secretsManager.put('wide/github', valueFor('github.token', 110))
    account.aws.secretsManager.put('wide/figma', valueFor('figma.token', 111))
    const { report: wide, terminal } = await account.run({ yes: true, prefix: 'wide/' }, { network: widened })
    const found = findings(wide, 'over_scoped').map(({ place, because }) => [place, because])
    assert.deepEqual(found, [['eu-west-1 wide/github', 'it holds admin:org, delete_repo']])
    for (const line of ['listed 2 secrets', 'looked at 2 of 2 secrets', 'asked 2 of 2 credentials'])
      assert.ok(terminal.lines.includes(line), `${line}\n${terminal.lines.join('\n')}`)
  })

  it('sends nothing to a host that only a secret names, until a person names it', async () => {
    const [gitlab] = findings(report, 'not_asked').filter(({ place }) => place === 'eu-west-1 internal/gitlab')
    assert.match(gitlab?.because ?? '', /its host stands only in the field url/)
    assert.ok(!account.lab.requests().some((line) => line.includes('git.acme.example')))
    assert.ok(!JSON.stringify(report).includes('git.acme.example'))
    const failed = await account.run({ host: ['git.acme.example'] }).catch((error: unknown) => error)
    assert.ok(
      failed instanceof CommandFailure &&
        failed.lines.some((line) => line.startsWith('  git.acme.example  1 credential')),
    )
  })

  it('asks a credential that is nested in JSON, and drafts no check that could not read it', async () => {
    const nested = report.credentials.find(({ place }) => place.endsWith('production/nested'))
    assert.deepEqual([nested?.fields, nested?.standing], [['ci.0.pulumi'], 'valid'])
    const folder = await mkdtemp(join(tmpdir(), 'tokenwatch-scan-'))
    try {
      const config = join(folder, 'tokenwatch.config.ts')
      const { result } = await account.run({ offline: true, config })
      const text = await readFile(config, 'utf8')
      assert.match(text, /\/\/ production\/nested: Pulumi .* at ci\.0\.pulumi; a check reads fields of the top only/)
      assert.ok(!text.includes("'ci.0.pulumi'"))
      assert.match(result.notes?.join('\n') ?? '', /1 credential lies within other fields, where no check reads it/)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })

  it('looks at SecureString parameters, and at no plain one', () => {
    const places = report.credentials.map(({ place }) => place)
    assert.ok(places.includes('ssm:eu-west-1 /production/pulumi'))
    assert.equal(report.counts.secrets, 9)
  })

  it('ends with 1 for what --fail-on names, and only then', async () => {
    const codes = []
    for (const failOn of [undefined, 'expiring:1d', 'expiring:7d', 'shared-across-environments', 'dead,expiring:7d'])
      codes.push((await account.run({ yes: true, ...(failOn === undefined ? {} : { failOn }) })).result.exitCode)
    assert.deepEqual(codes, [1, 2, 1, 1, 1])
    // Beyond the span that a report shows by itself.
    const month = await account.run({ yes: true, prefix: 'production/session', within: '1d', failOn: 'expiring:60d' })
    assert.equal(month.result.exitCode, 1)
    assert.equal(await failureCode(account.run({ failOn: 'ded' })), 'usage')
    assert.equal(await failureCode(account.run({ failOn: 'dead:7d' })), 'usage')
  })

  it('keeps its report where the config cannot be written after all', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tokenwatch-scan-'))
    const config = join(folder, 'tokenwatch.config.ts')
    // Somebody writes the file while the credentials are asked.
    const late: Network = {
      close: async () => undefined,
      exchange: async (request, signal) => {
        await writeFile(config, 'export default {}\n')
        return account.lab.network.exchange(request, signal)
      },
    }
    try {
      const { result } = await account.run({ yes: true, config }, { network: late })
      assert.match(result.text, /eu-west-1 production\/billing/)
      assert.match(result.notes?.join('\n') ?? '', /tokenwatch\.config\.ts/)
      assert.notEqual(result.exitCode, 0)
      assert.equal(await readFile(config, 'utf8'), 'export default {}\n')
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })

  it('shows what changed since the last scan, from a file that holds no value', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tokenwatch-scan-'))
    const facts = join(folder, 'scan.json')
    try {
      const first = await account.run({ yes: true, facts })
      assert.equal(first.report.changes, null)
      const kept = await readFile(facts, 'utf8')
      for (const token of Object.values(tokens)) assert.ok(!kept.includes(token) && !kept.includes(token.slice(4, 14)))
      assert.deepEqual((await account.run({ yes: true, facts })).report.changes, [])
      account.aws.secretsManager.put('production/used', valueFor('pulumi.token', 107))
      account.aws.secretsManager.put('production/new', valueFor('pulumi.token', 108))
      account.lab.kill(tokens.old)
      const { changes } = (await account.run({ yes: true, facts })).report
      assert.deepEqual(
        changes?.map(({ place, what }) => `${place} ${what}`),
        [
          'eu-west-1 production/new is new',
          'eu-west-1 production/old was valid, is invalid (rejected)',
          'eu-west-1 production/used holds another credential now',
        ],
      )
      const other = join(folder, 'other.json')
      await account.run({ yes: true, facts: other })
      const hashes = async (file: string) =>
        Object.values(JSON.parse(await readFile(file, 'utf8')).credentials).map((one) => JSON.stringify(one))
      assert.notDeepEqual(await hashes(facts), await hashes(other))
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })

  it('does not count its own reads, from the first scan that remembers', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tokenwatch-scan-'))
    const fresh = await startScannedAccount()
    try {
      fresh.setNow(now - 400 * dayMs)
      fresh.aws.secretsManager.put('production/forgotten', tokens.old)
      const facts = join(folder, 'scan.json')
      for (const days of [0, 1, 2]) {
        fresh.setNow(now + days * dayMs)
        const seen = findings((await fresh.run({ yes: true, facts })).report, 'unused').map(({ place }) => place)
        assert.deepEqual(seen, ['eu-west-1 production/forgotten'], `day ${days}`)
      }
    } finally {
      await fresh.close()
      Object.assign(process.env, account.aws.environment('operator'))
      await rm(folder, { recursive: true, force: true })
    }
  })

  it('writes observations of the wire without a value', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tokenwatch-scan-'))
    const observations = join(folder, 'observations.json')
    try {
      await account.run({ yes: true, observations })
      const text = await readFile(observations, 'utf8')
      const { observations: all } = JSON.parse(text)
      assert.ok(
        all.some(
          (one: { profile: string; status: number; body: string[] }) =>
            one.profile === 'github' && one.status === 401 && one.body.includes('.message: string'),
        ),
      )
      assert.ok(!text.includes('Bad credentials'))
      for (const token of Object.values(tokens)) assert.ok(!text.includes(token))
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
})
