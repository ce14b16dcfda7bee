import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { connectSns, openAlerts } from '../../functions/aws/alerts.ts'
import { region } from '../../local/aws/account.ts'
import { startSns } from '../../local/aws/sns.ts'

const message = {
  subject: 'ALARM: production/ci-bot revoked',
  json: '{"AlarmName":"x"}',
  text: 'It died.\n',
  environment: 'production',
}
const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }

describe('a page', () => {
  it('reaches a topic as JSON for machines and as sentences for a mailbox', async (t) => {
    const sns = await startSns()
    t.after(() => sns.close())
    const topicArn = sns.createTopic('page')
    await openAlerts(() => connectSns({ endpoint: sns.url, region, credentials }), topicArn)(message)
    const [published] = sns.published
    assert.equal(published?.topicArn, topicArn)
    assert.equal(published?.subject, message.subject)
    assert.deepEqual(published?.byProtocol, { default: message.json, email: message.text })
    assert.deepEqual(published?.attributes, { environment: { Type: 'String', Value: 'production' } })
  })

  it('that is not accepted is an error, so that it stays owed', async (t) => {
    const sns = await startSns()
    t.after(() => sns.close())
    const publish = openAlerts(
      () => connectSns({ endpoint: sns.url, region, credentials, maxAttempts: 1 }),
      sns.createTopic('page'),
    )
    sns.inject({ operation: 'Publish', times: 1, fault: { error: 'InternalError', status: 500 } })
    await assert.rejects(publish(message))
    await publish(message)
  })

  it('connects for the first one, and not again', async () => {
    let connections = 0
    const publish = openAlerts(async () => {
      connections += 1
      return async () => undefined
    }, 'arn')
    assert.equal(connections, 0)
    await Promise.all([publish(message), publish(message)])
    await publish(message)
    assert.equal(connections, 1)
  })
})
