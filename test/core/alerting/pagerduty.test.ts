import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { sendToPagerDuty } from '../../../functions/core/alerting/pagerduty.ts'
import { pagerDutyEvent } from '../../../functions/core/alerting/pagerduty-event.ts'
import type { Pager } from '../../../functions/core/model/audience.ts'
import { Credential } from '../../../functions/core/model/credential.ts'
import type { PagerDutyRegion } from '../../../functions/core/model/deployment.ts'
import { openNetwork } from '../../../functions/core/probe/network/lanes.ts'
import { freePort } from '../../support/free-port.ts'

const event = pagerDutyEvent({
  name: 'a',
  state: 'OK',
  headline: 'b',
  at: null,
  sequence: null,
  place: '',
  facts: new Map(),
  next: new Map(),
})
const credential = new Credential({ token: 'P0'.repeat(16) }, 'version-1')
const integrationKey = { secretId: 'key', field: null, keyArn: null }
const pager = (region: PagerDutyRegion): Pager => ({ kind: 'pagerduty', via: 'events', region, integrationKey })

/** Outcome of an event if every name resolves to this machine. */
async function sent(region: PagerDutyRegion, pagerDutyHost: string | null) {
  const asked: string[] = []
  const network = openNetwork({
    resolve: async (hostname) => {
      asked.push(hostname)
      return [{ address: '127.0.0.1', family: 4 }]
    },
  })
  const readCredential = async () => ({ kind: 'read', credential, expiryField: undefined }) as const
  const code = await sendToPagerDuty(event, pager(region), { readCredential, network, pagerDutyHost })
  await network.close()
  return { asked, code }
}

describe('an event', () => {
  for (const [region, host] of [
    ['us', 'events.pagerduty.com'],
    ['eu', 'events.eu.pagerduty.com'],
  ] as const)
    it(`of a service in the ${region} goes to ${host}, and is not sent if that is a private address`, async () => {
      assert.deepEqual(await sent(region, null), { asked: [host], code: 'address_not_allowed' })
    })

  it('may go to this machine if the deployment allows it', async () => {
    const code = 'connection_refused'
    assert.deepEqual(await sent('eu', `localhost:${await freePort()}`), { asked: ['localhost'], code })
  })
})
