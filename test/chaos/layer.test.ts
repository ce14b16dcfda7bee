import assert from 'node:assert/strict'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { buildLayer, layerFiles } from '../../chaos/layer/layer.ts'
import { startFunction } from '../../local/lambda/function.ts'
import { type HostileServer, startHostileServer } from '../support/hostile-server.ts'

const open = new AsyncDisposableStack()
let api: HostileServer
let directory: string
let layer: string
let code: string

/** Source of a function that answers with the status of its own request. */
const handler = (url: string) => `
  export const handler = async () =>
    (await fetch('${url}/me', { headers: { authorization: 'Bearer token-of-the-function' } })).status
`

before(async () => {
  api = open.adopt(await startHostileServer({ kind: 'json', body: { ok: true } }), (one) => one.close())
  directory = await mkdtemp(join(tmpdir(), 'tokenwatch-layer-'))
  open.defer(() => rm(directory, { recursive: true, force: true }))
  layer = join(directory, 'opt')
  code = join(directory, 'task')
  await mkdir(code)
  await Promise.all([buildLayer(layer), writeFile(join(code, 'index.mjs'), handler(api.url))])
})
after(() => open.disposeAsync())

/** Invokes the function twice in one sandbox with these variables, and returns its answers. */
async function answers(environment: Readonly<Record<string, string>>): Promise<readonly unknown[]> {
  const printed: string[] = []
  const options = { name: 'orders', directory: code, environment, maximumConcurrency: 1, timeoutMs: 20_000 }
  const orders = startFunction({ ...options, onOutput: (_stream, text) => void printed.push(text) })
  try {
    const outcomes = [await orders.invoke({}), await orders.invoke({})]
    return outcomes.map((outcome) => (outcome.ok ? outcome.payload : `${outcome.errorMessage} ${printed.join('')}`))
  } finally {
    await orders.close()
  }
}

const order = (seconds: number, more: object = {}) =>
  JSON.stringify({
    fault: 'false-401',
    params: { percent: 100 },
    until: new Date(Date.now() + seconds * 1_000).toISOString(),
    origins: { api: [api.url] },
    ...more,
  })

/** A named import of zod brings everything that zod can do, and adds 350 KiB. */
const maxKibibytes = 780

describe('the Lambda layer', { timeout: 100_000 }, () => {
  it('weighs no more than its two packages', async () => {
    const text = await readFile(join(layer, layerFiles.preload), 'utf8')
    assert.ok(text.length / 1_024 < maxKibibytes, `${Math.round(text.length / 1_024)} KiB`)
  })

  it('breaks the requests of a function from its first invocation, with no change but the wrapper', async () => {
    const wrapper = { AWS_LAMBDA_EXEC_WRAPPER: join(layer, layerFiles.wrapper) }
    assert.deepEqual(await answers({ ...wrapper, TOKENWATCH_CHAOS_ORDER: order(600) }), [401, 401])
    assert.deepEqual(await answers({ ...wrapper, TOKENWATCH_CHAOS_ORDER: order(600, { maxInjected: 1 }) }), [401, 200])
  })

  it('works beside another wrapper if NODE_OPTIONS is set by hand', async () => {
    const another = join(directory, 'another-wrapper')
    await writeFile(another, '#!/bin/sh\nexec "$@"\n')
    await chmod(another, 0o755)
    const NODE_OPTIONS = `--import=file://${join(layer, layerFiles.preload)}`
    const environment = { NODE_OPTIONS, AWS_LAMBDA_EXEC_WRAPPER: another, TOKENWATCH_CHAOS_ORDER: order(600) }
    assert.deepEqual(await answers(environment), [401, 401])
  })

  it('does nothing without an order, with one that has ended, and with one that cannot be read', async () => {
    const wrapper = { AWS_LAMBDA_EXEC_WRAPPER: join(layer, layerFiles.wrapper) }
    for (const given of [{}, { TOKENWATCH_CHAOS_ORDER: order(-1) }, { TOKENWATCH_CHAOS_ORDER: '{"fault": "storm"}' }])
      assert.deepEqual(await answers({ ...wrapper, ...given }), [200, 200])
  })
})
