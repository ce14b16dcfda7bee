import assert from 'node:assert/strict'
import { z } from 'zod'
import type { WrittenTemplate } from './subject.ts'

const statements = z.array(z.looseObject({ Sid: z.string().optional(), Action: z.unknown() }))
const document = z.looseObject({ Statement: statements })

/** Removes one statement of one policy: the one with the Sid, or all with the action if statements have none. */
export function withoutStatement(template: WrittenTemplate, policy: string, statement: string): WrittenTemplate {
  const copy = structuredClone(template)
  const isPolicy = (type: string) => type === 'AWS::KMS::Key' || type.endsWith('Policy')
  const properties = copy.Resources[idOf(copy, policy, isPolicy)]?.Properties ?? {}
  const name = 'KeyPolicy' in properties ? 'KeyPolicy' : 'PolicyDocument'
  const written = document.parse(properties[name])
  const left = written.Statement.filter(({ Sid, Action }) => Sid !== statement && ![Action].flat().includes(statement))
  assert.ok(left.length < written.Statement.length, `${policy} has no statement ${statement}`)
  // An empty policy is invalid, and a resource with one could not be created.
  if (left.length === 0) return withoutResource(template, policy, isPolicy)
  properties[name] = { ...written, Statement: left }
  return copy
}

/** Removes one resource and those that depend only on it. */
export function withoutResource(
  template: WrittenTemplate,
  beginning: string,
  isOne: (type: string) => boolean,
): WrittenTemplate {
  const removed = idOf(template, beginning, isOne)
  const kept = Object.entries(template.Resources).filter(([id]) => id !== removed)
  return {
    ...template,
    Resources: Object.fromEntries(
      kept.map(([id, { DependsOn = [], ...resource }]) => [
        id,
        { ...resource, DependsOn: [DependsOn].flat().filter((one) => one !== removed) },
      ]),
    ),
  }
}

function idOf({ Resources }: WrittenTemplate, beginning: string, isOne: (type: string) => boolean): string {
  const [id, ...more] = Object.keys(Resources).filter(
    (one) => one.startsWith(beginning) && isOne(Resources[one]?.Type ?? ''),
  )
  assert.ok(id !== undefined && more.length === 0, `the template has not one of ${beginning}`)
  return id
}
