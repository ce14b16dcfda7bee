import assert from 'node:assert/strict'
import { z } from 'zod'
import type { WrittenTemplate } from './subject.ts'

const statements = z.array(z.looseObject({ Sid: z.string().optional(), Action: z.unknown() }))
const document = z.looseObject({ Statement: statements })

/** A template without one statement of one policy: the one with the Sid or, where statements have none, all with the action. */
export function withoutStatement(template: WrittenTemplate, policy: string, statement: string): WrittenTemplate {
  const copy = structuredClone(template)
  const isPolicy = (type: string) => type === 'AWS::KMS::Key' || type.endsWith('Policy')
  const properties = copy.Resources[idOf(copy, policy, isPolicy)]?.Properties ?? {}
  const name = 'KeyPolicy' in properties ? 'KeyPolicy' : 'PolicyDocument'
  const written = document.parse(properties[name])
  const left = written.Statement.filter(({ Sid, Action }) => Sid !== statement && ![Action].flat().includes(statement))
  assert.ok(left.length < written.Statement.length, `${policy} has no statement ${statement}`)
  // A policy without a statement is none, and a resource with an empty one could not be created.
  if (left.length === 0) return withoutResource(template, policy, isPolicy)
  properties[name] = { ...written, Statement: left }
  return copy
}

/** A template without one resource and without those who wait for nothing else of it. */
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
