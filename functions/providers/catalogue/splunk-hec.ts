import { provider } from '../provider.ts'

/** A token of the HTTP Event Collector of Splunk. It can only send events, and Tokenwatch sends none. */
export const splunkHec = provider({
  name: 'splunk-hec',
  title: 'Splunk HTTP Event Collector token',
  category: 'observability and paging',
  roles: { token: 'the token' },
  options: {
    host: {
      kind: 'host',
      says: 'the host of the collector, with its port: http-inputs-acme.splunkcloud.com or splunk.acme.example:8088',
    },
  },
  question: {
    kind: 'request',
    ping: { method: 'POST', url: 'https://{host}/services/collector/event', headers: {}, body: '' },
    send: [{ in: 'header', name: 'authorization', prefix: 'Splunk ', role: 'token' }],
  },
  rules: [
    {
      name: 'no-data',
      when: { status: 400, body: "code == `5` && text == 'No data'" },
      means: 'alive',
      source: 'codes',
    },
    {
      name: 'channel-missing',
      when: { status: 400, body: "code == `10` && text == 'Data channel is missing'" },
      means: 'alive',
      source: 'codes',
    },
    {
      name: 'disabled',
      when: { status: 403, body: "code == `1` && text == 'Token disabled'" },
      means: 'suspended',
      source: 'codes',
    },
    {
      name: 'invalid-token',
      when: { status: 403, body: "code == `4` && text == 'Invalid token'" },
      means: 'rejected',
      source: 'codes',
    },
  ],
  paths: { identity: null, environment: null, scopes: null, expires: null },
  scopes: null,
  cost: 'free',
  minimumSeconds: 60,
  settlesWithinSeconds: 0,
  rotation: { class: 'create_revoke', overlap: 'until the old one is deleted', by: 'hand' },
  runbook: {
    console: 'https://{host}/',
    steps:
      'Open Settings, then Data inputs and HTTP Event Collector. Create a token with the same indexes, store it, and delete the old one when nobody uses it any more.',
  },
  traps: [
    'a request without an event is answered with 400 and No data, and writes nothing',
    'a disabled token and an unknown one have two codes',
    'a token with indexer acknowledgment asks for a channel instead of data',
  ],
  sources: {
    codes: {
      evidence: 'observed',
      title: 'SplunkAdmins, the reply codes of the HTTP Event Collector; Amazon Data Firehose tests a token so',
      url: 'https://help.splunk.com/en/splunk-enterprise/get-data-in/collect-http-event-data/troubleshoot-http-event-collector',
      seen: '2026-11-30',
    },
  },
})
