import assert from 'node:assert/strict'
import { it } from 'node:test'
import { openSubscriptions } from '../../functions/aws/subscriptions.ts'
import { region } from '../../local/aws/account.ts'
import { startSns } from '../../local/aws/sns.ts'

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }

it('lists every subscription of a topic, however many pages SNS returns', async (t) => {
  const sns = await startSns()
  t.after(() => sns.close())
  const [page = '', notice = '', watcher = ''] = ['page', 'notice', 'watcher'].map(sns.createTopic)
  // More than the twenty pages at which the list was once cut.
  const addresses = Array.from({ length: 2_001 }, (_, index) => `person-${index}@acme.example`)
  for (const address of addresses) sns.subscribe(page, 'email', async () => undefined, address)
  const list = openSubscriptions({ endpoint: sns.url, region, credentials, maxAttempts: 1 }, { page, notice, watcher })
  const found = await list()
  assert.deepEqual(
    found.map(({ endpoint }) => endpoint),
    addresses,
  )
  assert.ok(found.every(({ topic, protocol }) => topic === 'page' && protocol === 'email'))
})
