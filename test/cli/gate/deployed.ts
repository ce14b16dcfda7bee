import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { declared } from '../../../functions/config.ts'
import type { Stack } from '../../../local/stack.ts'
import { openCommandHost } from '../../support/command-host.ts'
import type { Run } from '../../support/command-line.ts'
import { freePort } from '../../support/free-port.ts'
import { aWatch, deploymentOf, type Product, stackCadence, startWatching } from '../../support/stack.ts'

/** Deployment in the lab that has ticked once, and a pipeline that may ask it. */
export type Deployed = {
  readonly stack: Stack
  readonly env: Readonly<Record<string, string>>
  /** Moves the functions' clock; the pipeline's clock stays. */
  shiftClock(milliseconds: number): void
  gate(...args: readonly string[]): Promise<Run>
  /** Runs any command of the pipeline, with more variables. */
  run(args: readonly string[], more?: Readonly<Record<string, string>>): Promise<Run>
  close(): Promise<void>
}

/** A service for each state of its credentials. */
export async function startDeployed(product: Product, cwd: string): Promise<Deployed> {
  let offsetMs = 0
  const me = `${product.api.url}/me`
  const usedBy = (service: string) => ({ usedBy: [service] })
  const nowhere = `http://127.0.0.1:${await freePort()}/me`
  const deployment = deploymentOf([
    aWatch('orders', me, {
      ...usedBy('shop'),
      read: { expires: { at: 'expires_at', format: 'iso' } },
      warn: '2m',
      critical: '1m',
    }),
    aWatch('wiki', me, usedBy('docs')),
    aWatch('chat', me, { ...usedBy('docs-preview'), gate: 'advisory', paging: 'shadow' }),
    aWatch('search', nowhere, usedBy('search')),
    aWatch('crm', me, usedBy('sales')),
    aWatch('maps', `${product.api.url}/nowhere`, {
      ...usedBy('routes'),
      answers: [{ status: 404, means: 'wrong_target' }],
    }),
    aWatch('bare', me, usedBy('undated')),
    declared({
      id: 'ci',
      expires: '2099-01-01',
      impact: 'No builds',
      usedBy: ['release', 'billing'],
      proof: 'declared',
    }),
  ])
  const secrets = {
    'production/orders': await product.mint(),
    'production/wiki': 'a-token-that-nobody-honours',
    'production/chat': 'another-that-nobody-honours',
    'production/search': 'never-sent-anywhere-at-all',
    'production/maps': await product.mint(),
    'production/bare': await product.mint(),
  }
  const stack = await startWatching(deployment, secrets, { clockOffsetMs: () => offsetMs })
  await stack.tick(stackCadence)
  const env = { ...stack.aws.environment('pipeline'), TOKENWATCH_DEPLOYMENT: 'acme' }
  const host = openCommandHost()
  const run: Deployed['run'] = (args, more = {}) => host.run(args, { cwd, env: { ...env, ...more } })
  return {
    stack,
    env,
    shiftClock(milliseconds) {
      offsetMs = milliseconds
    },
    run,
    gate: (...args) => run(['gate', ...args]),
    async close() {
      await Promise.all([host.close(), stack.close()])
    },
  }
}

/** Every report of one run, by its format. */
export const reportArgs = [
  '--report',
  'github',
  '--report',
  'json=gate.json',
  '--report',
  'junit=gate.xml',
  '--report',
  'markdown=gate.md',
]

export type Reports = {
  readonly json: { readonly exitCode: number; readonly data: Readonly<Record<string, unknown>> }
  readonly junit: string
  readonly markdown: string
}

export async function readReports(cwd: string): Promise<Reports> {
  const [json = '', junit = '', markdown = ''] = await Promise.all(
    ['gate.json', 'gate.xml', 'gate.md'].map((name) => readFile(join(cwd, name), 'utf8')),
  )
  return { json: JSON.parse(json), junit, markdown }
}
