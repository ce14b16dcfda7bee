import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { z } from 'zod'
import { everyFeature } from '../support/everything.ts'
import { type Synthesized, synthesize } from '../support/synth.ts'

const escrowKey = 'arn:aws:kms:eu-west-1:123456789012:key/0f3c1a52-5a53-4f2e-9d0c-2f6f7b6f4c11'
const adopt = { table: 'tokenwatch-acme-StateTable9F', escrowKey }

/** Returns the deletion policies of the state table and of the key of its escrow. */
function policiesOf({ resources }: Synthesized) {
  const found = [...resources].filter(([id]) => /^(StateTable|RotationsEscrow)/.test(id))
  return Object.fromEntries(
    found.map(([id, { DeletionPolicy, UpdateReplacePolicy }]) => [
      id.replace(/[0-9A-F]{8}$/, ''),
      [DeletionPolicy, UpdateReplacePolicy],
    ]),
  )
}

describe('a stack that is removed', () => {
  it('keeps its table and the key that opens the escrow in it, but not after a first deployment that rolls back', async () => {
    const kept = ['RetainExceptOnCreate', 'Retain']
    assert.deepEqual(policiesOf(await synthesize(everyFeature())), { StateTable: kept, RotationsEscrow: kept })
  })

  it('keeps neither if the config says so', async () => {
    const gone = ['Delete', 'Delete']
    const removable = await synthesize({ ...everyFeature(), removal: 'destroy' })
    assert.deepEqual(policiesOf(removable), { StateTable: gone, RotationsEscrow: gone })
  })

  it('leaves nothing else behind', async () => {
    const { resources } = await synthesize(everyFeature())
    const left = [...resources].filter(([, { DeletionPolicy = 'Delete' }]) => DeletionPolicy !== 'Delete')
    assert.deepEqual(left.map(([, { Type }]) => Type).toSorted(), ['AWS::DynamoDB::GlobalTable', 'AWS::KMS::Key'])
  })
})

const policy = z.object({ PolicyDocument: z.object({ Statement: z.array(z.looseObject({})) }) })

/** Returns the statements that name something, each with its policy and its actions. */
function grantsNaming({ resources }: Synthesized, name: string): readonly string[] {
  return [...resources].flatMap(([id, { Properties }]) => {
    const { data } = policy.safeParse(Properties)
    const naming = (data?.PolicyDocument.Statement ?? []).filter((statement) =>
      JSON.stringify(statement).includes(name),
    )
    return naming.map((statement) => `${id} ${JSON.stringify(statement['Action'])}`)
  })
}

describe('a stack that adopts what another one left', () => {
  it('creates neither, and grants what it would grant on its own', async () => {
    const [own, adopting] = await Promise.all([
      synthesize(everyFeature()),
      synthesize({ ...everyFeature(), adopt }, { checked: true }),
    ])
    assert.deepEqual(policiesOf(adopting), {})
    const ids = ({ resources }: Synthesized) =>
      [...resources.keys()].filter((id) => !/^(StateTable|RotationsEscrow)/.test(id))
    assert.deepEqual(ids(adopting), ids(own))
    const [table = '', key = ''] = ['StateTable', 'RotationsEscrow'].map((begin) =>
      [...own.resources.keys()].find((id) => id.startsWith(begin)),
    )
    const named = grantsNaming(own, `"${table}"`)
    assert.ok(named.length > 5)
    assert.deepEqual(grantsNaming(adopting, adopt.table), named)
    assert.deepEqual(grantsNaming(adopting, escrowKey), grantsNaming(own, `"${key}"`))
    assert.doesNotMatch(adopting.text, new RegExp(`"${table}"|"${key}"`))
  })
})
