import { Annotations, Stack } from 'aws-cdk-lib'
import { ManagedPolicy, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam'
import { Construct } from 'constructs'
import type { SecretReference } from '../functions/core/model/secret-reference.ts'
import { parametersOf } from '../functions/core/model/secret-references.ts'
import { packArns, packedWords } from './policy-packing.ts'
import { viaService } from './via-service.ts'

/**
 * Permission to read the parameters of the config, with their tags, and no others, whatever `grants` says: the ARN of a parameter is its name, so that each
 * policy names it. The keys of customers decrypt through Systems Manager only.
 */
export class ParameterGrants extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { role, references }: { readonly role: Role; readonly references: readonly SecretReference[] },
  ) {
    super(scope, id)
    const names = parametersOf(references)
    const policies = packArns(
      names.map((name) => parameterArn(this, name)),
      1,
    )
    if (names.length > 0)
      Annotations.of(this).addInfo(
        `${role.node.path} may read ${packedWords('parameter', names.length, policies.length)}`,
      )
    for (const [index, resources] of policies.entries())
      new ManagedPolicy(this, `Read${index}`, {
        roles: [role],
        statements: [
          new PolicyStatement({
            sid: 'ReadParameters',
            // The tag of a parameter is read with its value: it may bind it to hosts.
            actions: ['ssm:GetParameter', 'ssm:ListTagsForResource'],
            resources: [...resources],
          }),
        ],
      })
    const stored = references.filter(({ source }) => source.from === 'parameter-store')
    const keys = [...new Set(stored.flatMap(({ keyArn }) => keyArn ?? []))].toSorted()
    const conditions = { StringEquals: { 'kms:ViaService': viaService(this, 'ssm') } }
    for (const [index, resources] of packArns(keys, 1).entries())
      new ManagedPolicy(this, `Keys${index}`, {
        roles: [role],
        statements: [
          new PolicyStatement({
            sid: 'DecryptParameters',
            actions: ['kms:Decrypt'],
            resources: [...resources],
            conditions,
          }),
        ],
      })
  }
}

/** Returns a parameter as a policy names it: the slash at its beginning is the one behind `parameter`. */
function parameterArn(scope: Construct, name: string): string {
  return Stack.of(scope).formatArn({ service: 'ssm', resource: 'parameter', resourceName: name.replace(/^\//, '') })
}
