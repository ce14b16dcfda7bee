import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { consoleLinks } from '../../../../functions/core/alerting/messages/console-links.ts'
import { aPlace } from '../../../support/stores.ts'

const at = Date.parse('2026-11-21T12:00:00Z')

describe('links into the console', () => {
  it('lead to the dashboard, and to the log of one check, beginning an hour and a minute earlier', () => {
    assert.deepEqual(consoleLinks({ ...aPlace, logGroup: '/aws/lambda/probe' }, at, 'production/ci-bot'), [
      [
        'Dashboard',
        'https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#dashboards/dashboard/Tokenwatch-acme-eu-west-1',
      ],
      [
        'Log',
        'https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#logsV2:log-groups/log-group/$252Faws$252Flambda$252Fprobe/log-events$3FfilterPattern$3D$257B$2520$2524.check$2520$253D$2520$2522production$252Fci-bot$2522$2520$257D$26start$3D1795258740000',
      ],
    ])
  })

  for (const [partition, region, host] of [
    ['aws', 'eu-west-1', 'eu-west-1.console.aws.amazon.com'],
    ['aws-cn', 'cn-north-1', 'cn-north-1.console.amazonaws.cn'],
    ['aws-us-gov', 'us-gov-west-1', 'us-gov-west-1.console.amazonaws-us-gov.com'],
  ] as const)
    it(`lead to the console of the partition ${partition}`, () => {
      for (const [, link] of consoleLinks({ ...aPlace, partition, region }, at)) assert.equal(new URL(link).host, host)
    })

  it('are absent for a partition without a known console', () => {
    assert.deepEqual(consoleLinks({ ...aPlace, partition: 'aws-iso' }, at), [])
  })

  it('lead to no log if none is named', () => {
    assert.deepEqual(
      consoleLinks({ ...aPlace, logGroup: null }, at).map(([name]) => name),
      ['Dashboard'],
    )
  })
})
