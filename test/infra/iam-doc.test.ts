import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { before, describe, it } from 'node:test'
import { z } from 'zod'
import { plainAccount } from '../../functions/core/model/account.ts'
import type { Deployment } from '../../functions/core/model/deployment.ts'
import { aNetwork } from '../support/check.ts'
import { everyFeature } from '../support/everything.ts'
import { synthesize } from '../support/synth.ts'

const resourcePolicies = 'Resource policies'

/** Headings of the page, by the first part of the grantees' logical ids. */
const headings: readonly (readonly [RegExp, string])[] = [
  [/^FunctionsTick/, 'tick'],
  [/^FunctionsProbe/, 'probe'],
  [/^RotationsRotate/, 'rotate'],
  [/^NotifierNotify/, 'notify'],
  [/^Widget/, 'widget'],
  [/^Schedules/, 'Scheduler'],
  [/^DirectoryGate/, 'TokenwatchGate'],
  [/^DirectoryOperator/, 'TokenwatchOperator'],
  [/^Subscribers(Slack|Teams)/, 'Chat'],
  [/^(Topics|Batches|Subscribers|Notifier|RotationsEscrow|Keys)/, resourcePolicies],
]

const actions = z.union([z.string(), z.array(z.string())]).transform((given) => [given].flat())
const document = z.object({ Statement: z.array(z.object({ Action: actions })) })
const grant = z.object({
  PolicyDocument: document.optional(),
  KeyPolicy: document.optional(),
  Roles: z.array(z.object({ Ref: z.string() })).optional(),
})
const permission = z.object({ Action: z.string() })

/** Every action that a config can make the stack grant, as `heading action`. */
async function granted(): Promise<ReadonlySet<string>> {
  const whole = everyFeature()
  const network = aNetwork()
  const keyArn = 'arn:aws:kms:eu-west-1:123456789012:key/secrets'
  const keys = { logs: 'own', table: 'own', queues: 'own', topics: 'own' } as const
  const deployment: Deployment = {
    ...whole,
    account: { ...plainAccount, keys },
    environments: whole.environments.map((one) => ({ ...one, network })),
    checks: whole.checks.map((one) => ({ ...one, secret: one.secret && { ...one.secret, keyArn } })),
  }
  const { resources } = await synthesize(deployment)
  const pairs = [...resources].flatMap(([id, { Type, Properties }]) => {
    if (Type === 'AWS::Lambda::Permission') return [`${resourcePolicies} ${permission.parse(Properties).Action}`]
    const { PolicyDocument, KeyPolicy, Roles } = grant.parse(Properties ?? {})
    const statements = (PolicyDocument ?? KeyPolicy)?.Statement ?? []
    const owners = Roles?.map(({ Ref }) => Ref) ?? [id]
    return owners.flatMap((owner) =>
      statements.flatMap(({ Action }) => Action.map((action) => `${headingOf(owner)} ${action}`)),
    )
  })
  return new Set(pairs)
}

function headingOf(id: string): string {
  const found = headings.find(([begins]) => begins.test(id))
  if (found === undefined) throw new Error(`docs/iam.md has no part for ${id}`)
  return found[1]
}

/** Every action that the page names, with its heading. */
async function documented(): Promise<ReadonlySet<string>> {
  const page = await readFile(new URL('../../docs/iam.md', import.meta.url), 'utf8')
  const parts = page.split(/^## /m).slice(1)
  return new Set(
    parts.flatMap((part) => {
      const heading = part.slice(0, part.indexOf('\n')).replaceAll('`', '')
      return [...part.matchAll(/^\|([^|]*)\|/gm)].flatMap(([, cell = '']) =>
        [...cell.matchAll(/`(\*|[a-z0-9-]+:[A-Za-z*]+)`/g)].map(([, action]) => `${heading} ${action}`),
      )
    }),
  )
}

describe('docs/iam.md', () => {
  let inStack: ReadonlySet<string>
  let onPage: ReadonlySet<string>
  before(async () => {
    inStack = await granted()
    onPage = await documented()
  })

  it('names every action that the stack grants, under its role', () => {
    assert.deepEqual([...inStack].filter((one) => !onPage.has(one)).toSorted(), [])
  })

  it('names none that the stack does not grant', () => {
    assert.deepEqual([...onPage].filter((one) => !inStack.has(one)).toSorted(), [])
  })
})
