import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { DeleteSecretCommand } from '@aws-sdk/client-secrets-manager'
import { secret } from '../../functions/config.ts'
import type { Call } from '../../local/aws/call.ts'
import type { Stack } from '../../local/stack.ts'
import { secretsManagerClient } from '../local/aws/clients.ts'
import {
  aWatch,
  deploymentOf,
  hookLimit,
  keepOpen,
  newestCount,
  type Product,
  pagesOf,
  readingsOf,
  stackCadence,
  startProduct,
  startWatching,
} from '../support/stack.ts'

type Trouble = {
  readonly name: string
  readonly reason: string
  readonly shown: string
  readonly pages: boolean
  /** Value of the secret; undefined if there is none. */
  readonly value?: string | Uint8Array
  /** Error that Secrets Manager answers. */
  readonly error?: string
}

const token = 'a-token-that-is-never-sent'
const stored = JSON.stringify({ access_token: token })
const malformed = { reason: 'secret_malformed', pages: true } as const

const troubles: readonly Trouble[] = [
  { name: 'is missing', reason: 'secret_missing', shown: 'ResourceNotFoundException', pages: true },
  {
    name: 'is pending deletion',
    reason: 'secret_missing',
    shown: 'InvalidRequestException',
    pages: true,
    value: stored,
  },
  {
    name: 'may not be read',
    reason: 'secret_denied',
    shown: 'AccessDeniedException',
    pages: false,
    value: stored,
    error: 'AccessDeniedException',
  },
  {
    name: 'cannot be decrypted',
    reason: 'secret_denied',
    shown: 'DecryptionFailure',
    pages: false,
    value: stored,
    error: 'DecryptionFailure',
  },
  {
    name: 'cannot be read because of throttling that does not end',
    reason: 'secret_unavailable',
    shown: 'ThrottlingException',
    pages: false,
    value: stored,
    error: 'ThrottlingException',
  },
  { name: 'is empty', ...malformed, shown: 'empty', value: '' },
  { name: 'is binary', ...malformed, shown: 'binary', value: Buffer.from(stored) },
  { name: 'is not the JSON that was promised', ...malformed, shown: 'not_json', value: token },
  { name: 'lacks the field', ...malformed, shown: 'field_missing', value: JSON.stringify({ token }) },
  {
    name: 'ends in a line break',
    ...malformed,
    shown: 'trailing_newline',
    value: JSON.stringify({ access_token: `${token}\n` }),
  },
  {
    name: 'is larger than Secrets Manager allows',
    ...malformed,
    shown: 'too_large',
    value: JSON.stringify({ access_token: token, padding: 'x'.repeat(70_000) }),
  },
  {
    name: 'could not travel in a header',
    ...malformed,
    shown: 'not_sendable',
    value: JSON.stringify({ access_token: 'schlüssel zum glück' }),
  },
]

const idOf = (trouble: Trouble) => trouble.name.replaceAll(' ', '-').toLowerCase()

describe('a secret that cannot be used', { timeout: 60_000 }, () => {
  let product: Product
  let stack: Stack
  const opened = keepOpen()
  before(async () => {
    product = opened(await startProduct())
    const url = `${product.api.url}/me`
    // Ticks within a minute are one observation in a row.
    const watch = (id: string) =>
      aWatch(id, url, { secret: secret(`production/${id}`, 'access_token'), misconfiguredAfter: 1 })
    const deployment = deploymentOf([...troubles.map(idOf), 'sound'].map(watch))
    const sound = JSON.stringify({ access_token: await product.mint() })
    stack = opened(await startWatching(deployment, { 'production/sound': sound }))
    for (const trouble of troubles) store(trouble)
    const client = secretsManagerClient(stack.aws.secretsManager.url)
    await client.send(new DeleteSecretCommand({ SecretId: 'production/is-pending-deletion' }))
    client.destroy()
    for (const _ of [1, 2, 3]) await stack.tick(stackCadence)
  }, hookLimit)

  function store(trouble: Trouble): void {
    const { secretsManager } = stack.aws
    const name = `production/${idOf(trouble)}`
    if (typeof trouble.value === 'string') secretsManager.put(name, trouble.value)
    else if (trouble.value !== undefined) secretsManager.putBinary(name, trouble.value)
    // A boundary: a recorded input has no type.
    const when = ({ input }: Call) => (input as { SecretId: string }).SecretId === name
    if (trouble.error !== undefined)
      secretsManager.inject({
        operation: 'GetSecretValue',
        times: Number.POSITIVE_INFINITY,
        fault: { error: trouble.error },
        when,
      })
  }

  for (const trouble of troubles)
    it(`that ${trouble.name} is ${trouble.reason} and ${trouble.pages ? 'pages once' : 'does not page'}`, () => {
      const check = `production/${idOf(trouble)}` as const
      const last = readingsOf(stack, check).at(-1)
      assert.deepEqual([last?.reason, last?.shown], [trouble.reason, trouble.shown])
      const pages = pagesOf(stack).filter(({ alarm }) => alarm.Tokenwatch.check === check)
      assert.deepEqual(
        pages.map(({ subject }) => subject),
        trouble.pages ? [`ALARM: ${check} ${trouble.reason}`.slice(0, 100)] : [],
      )
    })

  it('stops no other check of its batch', () => {
    assert.deepEqual(
      readingsOf(stack, 'production/sound').map(({ reason }) => reason),
      ['healthy', 'healthy', 'healthy'],
    )
  })

  it('is never sent to the API', () => {
    assert.equal(product.api.requests.get('/me'), 3)
  })

  it('is counted, unless the trouble is in the way that it would be sent', () => {
    const unreadable = troubles.length
    assert.equal(newestCount(stack, 'SecretReadFailures', { Cadence: stackCadence }), unreadable)
  })
})
