import assert from 'node:assert/strict'
import { describe, it, type TestContext } from 'node:test'
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { readGroup } from '../../chaos/aws/log-group.ts'
import { region } from '../../local/aws/account.ts'
import { startLogGroups } from '../../local/aws/log-groups.ts'

const group = '/services/orders'

async function aGroup(t: TestContext) {
  const logs = await startLogGroups()
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  const client = new CloudWatchLogsClient({ endpoint: logs.url, region, credentials, maxAttempts: 1 })
  t.after(async () => {
    client.destroy()
    await logs.close()
  })
  const look = readGroup(client, group)
  const write = (lines: number) => {
    for (let line = 0; line < lines; line += 1) logs.write(group, `line ${line}`)
  }
  return { logs, look, write }
}

describe('the log group of a service', () => {
  it('is read to the end, however many pages it has, and no line is returned twice', async (t) => {
    const { look, write } = await aGroup(t)
    // The lab answers with a thousand lines a page.
    write(20_001)
    assert.equal((await look()).length, 20_001)
    write(1)
    assert.deepEqual(
      (await look()).map(({ text }) => text),
      ['line 0'],
    )
  })

  it('loses no line to a look that fails on its second page', async (t) => {
    const { logs, look, write } = await aGroup(t)
    write(1_500)
    let pages = 0
    logs.inject({
      operation: 'FilterLogEvents',
      times: 1,
      fault: { error: 'ThrottlingException', status: 400 },
      when: () => {
        pages += 1
        return pages === 2
      },
    })
    await assert.rejects(look())
    assert.equal((await look()).length, 1_500)
  })
})
