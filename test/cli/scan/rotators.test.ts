import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import type { ScanReport } from '../../../cli/scan/scan-report.ts'
import { hookLimit, keepOpen } from '../../support/stack.ts'
import { valueFor } from '../recognition/made-values.ts'
import { type ScannedAccount, startScannedAccount } from './scanned-account.ts'

const now = Date.parse('2026-11-30T12:00:00Z')
const dayMs = 86_400_000
const functionArn = (name: string) => `arn:aws:lambda:eu-west-1:123456789012:function:${name}`

describe('who made and who rotates a secret', { timeout: 60_000 }, () => {
  const keep = keepOpen()
  let account: ScannedAccount
  let report: ScanReport
  const pulumi = (seed: number) => valueFor('pulumi.token', seed)
  before(async () => {
    account = keep(await startScannedAccount())
    const { secretsManager } = account.aws
    account.setNow(now - 400 * dayMs)
    secretsManager.put('production/stuck', pulumi(601))
    secretsManager.enableRotation('production/stuck', functionArn('rotate-pulumi'))
    secretsManager.put('production/partner', pulumi(602), { type: 'PartnerToken' })
    secretsManager.enableRotation('production/partner', '')
    secretsManager.put('production/old', pulumi(603))
    account.setNow(now - 5 * dayMs)
    secretsManager.put('production/dead', pulumi(604))
    secretsManager.enableRotation('production/dead', functionArn('rotate-pulumi'))
    secretsManager.put('production/key', valueFor('datadog-api-key.token', 605))
    secretsManager.enableRotation('production/key', functionArn('rotate-datadog-keys:live'))
    const login = JSON.stringify({ username: 'admin', password: valueFor('datadog-api-key.token', 606) })
    secretsManager.put('rds!db-datadog', login, { service: 'rds' })
    secretsManager.put('events!connection/datadog', valueFor('datadog-api-key.token', 607), { service: 'events' })
    account.lab.kill(pulumi(604))
    account.setNow(now)
    report = (await account.run({ yes: true })).report
  }, hookLimit)

  const never = (name: string) =>
    report.findings.find(({ kind, place }) => kind === 'never_rotated' && place.endsWith(name))

  it('says that a rotation is on and changes nothing, and names who should', () => {
    assert.match(never('stuck')?.because ?? '', /^its rotation is switched on, and has not changed it for 400 days$/)
    assert.match(never('stuck')?.evidence.join('\n') ?? '', /rotated by the function rotate-pulumi$/)
    assert.match(never('partner')?.evidence.join('\n') ?? '', /rotated by Secrets Manager itself, as a PartnerToken$/)
    assert.match(never('old')?.because ?? '', /and no rotation is set up$/)
  })

  it('sends who owns a dead credential to its rotation first', () => {
    const [dead] = report.findings.filter(({ kind }) => kind === 'dead')
    assert.equal(dead?.todo, 'look at its rotation first: the next one may replace it')
    assert.match(dead?.evidence.join('\n') ?? '', /rotated by the function rotate-pulumi, which never ended well/)
  })

  it('takes the name of the function for a name of the secret', () => {
    const found = report.credentials.find(({ place }) => place.endsWith('production/key'))
    assert.deepEqual([found?.profile, found?.confidence], ['datadog-api-key', 'medium'])
  })

  it('leaves the login of a database alone that a service of AWS made, whatever its name says, and no other', () => {
    const places = report.credentials.map(({ place }) => place)
    assert.ok(!places.some((place) => place.includes('rds!')))
    assert.equal(report.counts.leftAlone.database, 1)
    assert.ok(places.some((place) => place.includes('events!')))
  })
})
