import { Annotations, Stack } from 'aws-cdk-lib'
import { ManagedPolicy, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam'
import { Construct, type IConstruct } from 'constructs'
import type { Deployment } from '../functions/core/model/deployment.ts'
import type { SecretReference } from '../functions/core/model/secret-reference.ts'
import { acknowledgeNag } from './acknowledge.ts'
import { packArns, policiesPerRole } from './policy-packing.ts'
import { Refused } from './refused.ts'
import { idsOf, secretArn } from './secret-arns.ts'
import { viaService } from './via-service.ts'

export type SecretGrantsProps = {
  readonly role: Role
  readonly references: readonly SecretReference[]
  readonly grants: Deployment['grants']
  /** Also grants a look at the versions of the secrets: ids, stages and dates. */
  readonly versions?: boolean
}

/**
 * Permission to read the secrets of the config and no others. A value may be read only by a stage that a check names; describing
 * needs no stage. If ten policies are too few, the config has to name a tag or a prefix instead.
 */
export class SecretGrants extends Construct {
  readonly #metadata: string[]

  constructor(scope: Construct, id: string, { role, references, grants, versions = false }: SecretGrantsProps) {
    super(scope, id)
    this.#metadata = ['secretsmanager:DescribeSecret', ...(versions ? ['secretsmanager:ListSecretVersionIds'] : [])]
    const ids = idsOf(references)
    const stages = [...new Set(references.map(({ stage }) => stage))].toSorted()
    if (ids.length === 0) return
    const covered =
      grants === 'each' ? this.#grantEach(role, ids, stages) : this.#grantTogether(role, ids, stages, grants)
    Annotations.of(this).addInfo(`${role.node.path} may read ${covered}`)
    this.#grantKeys(role, references)
  }

  #grantEach(role: Role, ids: readonly string[], stages: readonly string[]): string {
    const policies = packArns(
      ids.map((one) => secretArn(this, one)),
      2,
    )
    if (policies.length > policiesPerRole) {
      throw new Refused(
        'grants',
        `${ids.length} secrets need ${policies.length} policies and a role accepts ${policiesPerRole}: set grants: { tag: { key, value } } or grants: { namePrefix } in the config`,
      )
    }
    for (const [index, resources] of policies.entries()) {
      new ManagedPolicy(this, `Read${index}`, {
        roles: [role],
        statements: [read([...resources], stages), this.#describe([...resources])],
      })
    }
    return `${ids.length} secrets by ARN, in ${policies.length} policies`
  }

  #grantTogether(
    role: Role,
    ids: readonly string[],
    stages: readonly string[],
    grants: Exclude<Deployment['grants'], 'each'>,
  ): string {
    const { resources, conditions } = coveredBy(this, grants)
    const value = read(resources, stages)
    value.addConditions(conditions)
    const metadata = this.#describe(resources)
    metadata.addConditions(conditions)
    const policy = new ManagedPolicy(this, 'Read', { roles: [role], statements: [value, metadata] })
    acknowledgeTogether(policy, grants)
    const by =
      'namePrefix' in grants
        ? `the name prefix ${grants.namePrefix}`
        : `the tag ${grants.tag.key} = ${grants.tag.value}`
    return `every secret with ${by}, ${ids.length} of them named by checks`
  }

  #describe(resources: string[]): PolicyStatement {
    return new PolicyStatement({ sid: 'Describe', actions: this.#metadata, resources })
  }

  /** Grants decryption with a customer's key, through Secrets Manager only and for the secrets of this config only. */
  #grantKeys(role: Role, references: readonly SecretReference[]): void {
    const secrets = references.filter(({ source }) => source.from === 'secrets-manager')
    const keys = [...new Set(secrets.flatMap(({ keyArn }) => (keyArn === null ? [] : [keyArn])))].toSorted()
    if (keys.length === 0) return
    const conditions = { StringEquals: { 'kms:ViaService': viaService(this, 'secretsmanager') } }
    for (const [index, resources] of packArns(keys, 1).entries())
      new ManagedPolicy(this, index === 0 ? 'Keys' : `Keys${index}`, {
        roles: [role],
        statements: [
          new PolicyStatement({
            sid: 'DecryptSecrets',
            actions: ['kms:Decrypt'],
            resources: [...resources],
            conditions,
          }),
        ],
      })
  }
}

type Together = Exclude<Deployment['grants'], 'each'>

/** Returns the resource and the conditions by which a policy covers secrets that it does not name. */
export function coveredBy(
  scope: Construct,
  grants: Together,
): { readonly resources: string[]; readonly conditions: Record<string, Record<string, string>> } {
  if ('namePrefix' in grants) return { resources: [secretArn(scope, `${grants.namePrefix}*`)], conditions: {} }
  const all = Stack.of(scope).formatArn({ service: 'secretsmanager', resource: 'secret:*' })
  const tagged = { [`secretsmanager:ResourceTag/${grants.tag.key}`]: grants.tag.value }
  return { resources: [all], conditions: { StringEquals: tagged } }
}

/** Gives the reason for the wildcard of such a grant. */
export function acknowledgeTogether(granted: IConstruct, grants: Together): void {
  const found = 'namePrefix' in grants ? `${grants.namePrefix}*-??????` : '*'
  const arn = `arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:${found}`
  const reason = 'The config names a prefix or a tag in place of ARNs.'
  acknowledgeNag(granted, 'AwsSolutions', `IAM5[Resource::${arn}]`, reason)
}

function read(resources: string[], stages: readonly string[]): PolicyStatement {
  const conditions = { 'ForAnyValue:StringEquals': { 'secretsmanager:VersionStage': stages } }
  return new PolicyStatement({ sid: 'ReadValues', actions: ['secretsmanager:GetSecretValue'], resources, conditions })
}
