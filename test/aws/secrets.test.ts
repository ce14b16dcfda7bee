import assert from 'node:assert/strict'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { openSecrets, type Secrets } from '../../functions/aws/secrets.ts'
import type { ReadOptions } from '../../functions/core/probe/attempt.ts'
import { type SecretsManager, startSecretsManager } from '../../local/aws/secrets-manager.ts'
import { secretsManagerClient } from '../local/aws/clients.ts'
import { aSecret } from '../support/check.ts'
import { runModule } from '../support/run-module.ts'

const minuteMs = 60_000
const secretsModule = new URL('../../functions/aws/secrets.ts', import.meta.url).href
const marked = 'marked7f3a9c5e1d'

let lab: SecretsManager
let secrets: Secrets
let clockMs = 0
beforeEach(async () => {
  lab = await startSecretsManager({ invokeRotation: async () => undefined })
  secrets = openSecrets(secretsManagerClient(lab.url), () => clockMs)
  clockMs = Date.now()
})
afterEach(() => lab.close())

/** The value with its version, or the failure. */
async function read(options: ReadOptions = {}, reference = aSecret()) {
  const read = await secrets.readCredential(reference, options)
  return read.kind === 'read' ? [read.credential.open('token'), read.credential.versionId] : [read.reason, read.code]
}

const reads = () => lab.calls.filter(({ operation }) => operation === 'GetSecretValue')

describe('a secret of Secrets Manager', () => {
  it('is read by its name and stage, with its version', async () => {
    const versionId = lab.put('production/ci', 'first')
    assert.deepEqual(await read(), ['first', versionId])
    assert.deepEqual(
      reads().map(({ input }) => input),
      [{ SecretId: 'production/ci', VersionStage: 'AWSCURRENT' }],
    )
  })

  it('is cached for ten minutes, and then read again', async () => {
    const first = lab.put('production/ci', 'first')
    await read()
    const second = lab.put('production/ci', 'second')
    clockMs += 10 * minuteMs - 1
    assert.deepEqual(await read(), ['first', first])
    clockMs += 1
    assert.deepEqual(await read(), ['second', second])
  })

  it('is read again as soon as another version is required', async () => {
    lab.put('production/ci', 'first')
    await read()
    const second = lab.put('production/ci', 'second')
    assert.deepEqual(await read({ versionId: second }), ['second', second])
    await read({ versionId: second })
    assert.equal(reads().length, 2)
  })

  it('is read again if a fresh value is required', async () => {
    const versionId = lab.put('production/ci', 'first')
    await read()
    assert.deepEqual(await read({ fresh: true, versionId }), ['first', versionId])
    assert.equal(reads().length, 2)
  })

  it('is read once for all concurrent callers', async () => {
    lab.put('production/ci', 'first')
    await Promise.all([read(), read(), read({ fresh: true })])
    assert.equal(reads().length, 1)
  })

  it('is cached apart from its other stages and from other secrets', async () => {
    lab.put('production/ci', 'first')
    lab.put('production/ci', 'second')
    const previous = aSecret({ token: null }, { stage: 'AWSPREVIOUS' })
    assert.deepEqual([(await read())[0], (await read({}, previous))[0]], ['second', 'first'])
  })

  it('is malformed if it is binary', async () => {
    lab.putBinary('production/ci', Buffer.from('first'))
    assert.deepEqual(await read(), ['secret_malformed', 'binary'])
  })
})

describe('a secret that cannot be read', () => {
  it('is missing if it does not exist', async () => {
    assert.deepEqual(await read(), ['secret_missing', 'ResourceNotFoundException'])
  })

  it('is denied if AWS denies it, which is not cached', async () => {
    lab.put('production/ci', 'first')
    lab.inject({ operation: 'GetSecretValue', times: 1, fault: { error: 'AccessDeniedException', status: 400 } })
    assert.deepEqual(await read(), ['secret_denied', 'AccessDeniedException'])
    assert.equal((await read())[0], 'first')
  })

  it("is unavailable if AWS is, without AWS's message", async () => {
    lab.put('production/ci', 'first')
    const fault = { error: 'InternalServiceError', status: 500, message: 'marked-7f3a9c' }
    lab.inject({ operation: 'GetSecretValue', times: 1, fault })
    assert.deepEqual(await read(), ['secret_unavailable', 'InternalServiceError'])
  })

  it('is missing from Secrets Manager if its source is another', async () => {
    const elsewhere = aSecret({ token: null }, { source: { from: 'environment', variable: 'TOKEN' } })
    assert.deepEqual(await read({}, elsewhere), ['secret_missing', 'not_in_secrets_manager'])
    assert.equal(reads().length, 0)
  })
})

describe('the value of a secret', () => {
  /** Looks for the value in its own memory until it is there, or gone. The script spells it backwards, so that it does not hold it itself. */
  const script = (url: string, heldForMs: number, isThere: boolean) => `
    import { setFlagsFromString, getHeapSnapshot } from 'node:v8'
    import { runInNewContext } from 'node:vm'
    import { setTimeout as delay } from 'node:timers/promises'
    import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
    import { openSecrets } from ${JSON.stringify(secretsModule)}

    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc')
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' }
    const client = new SecretsManagerClient({ endpoint: '${url}', region: 'eu-west-1', credentials })
    const secrets = openSecrets(client, Date.now, { heldForMs: ${heldForMs} })
    const reference = ${JSON.stringify(aSecret())}

    async function isInMemory() {
      collect()
      let text = ''
      const wanted = '${[...marked].reverse().join('')}'.split('').reverse().join('')
      for await (const part of getHeapSnapshot().setEncoding('utf8')) {
        text = text.slice(-64) + part
        // This function holds the value, too, but as letters and as a text that it joined of them.
        if (text.includes('before-' + wanted)) return true
      }
      return false
    }

    await (async () => {
      const read = await secrets.readCredential(reference, {})
      if (read.kind !== 'read') throw new Error(read.code)
    })()
    while ((await isInMemory()) !== ${isThere}) await delay(50)
    process.stdout.write('seen')
  `

  it('is in memory while it is held, and is not when its time is over', async () => {
    lab.put('production/ci', `before-${marked}`)
    for (const [heldForMs, isThere] of [
      [60_000, true],
      [100, false],
    ] as const)
      assert.equal((await runModule(script(lab.url, heldForMs, isThere))).stdout, 'seen')
  })
})
