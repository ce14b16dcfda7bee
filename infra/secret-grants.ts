import { Annotations, Stack } from 'aws-cdk-lib'
import { ManagedPolicy, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam'
import { Construct, type IConstruct } from 'constructs'
import type { Deployment } from '../functions/core/model/deployment.ts'
import type { SecretReference } from '../functions/core/model/secret-reference.ts'
import { acknowledgeNag, asNagSpells } from './acknowledge.ts'
import { packArns, packedWords, policiesPerRole } from './policy-packing.ts'
import { Refused } from './refused.ts'
import { idsOf, secretArn } from './secret-arns.ts'
import { viaService } from './via-service.ts'

export type SecretGrantsProps = {
  readonly role: Role
  readonly references: readonly SecretReference[]
  readonly grants: Deployment['grants']
  /** Also grants a look at the versions of the secrets: ids, stages and dates. */
  readonly versions?: boolean
  /** Also grants BatchGetSecretValue, which names no version and returns the current ones. */
  readonly together?: boolean
}

/**
 * Permission to read the secrets of the config and no others. A value may be read only by a stage that a check names; describing
 * needs no stage. If ten policies are too few, the config has to name a tag or a prefix instead.
 */
export class SecretGrants extends Construct {
  readonly #metadata: string[]
  readonly #together: boolean

  constructor(scope: Construct, id: string, props: SecretGrantsProps) {
    super(scope, id)
    const { role, references, grants, versions = false, together = false } = props
    this.#metadata = ['secretsmanager:DescribeSecret', ...(versions ? ['secretsmanager:ListSecretVersionIds'] : [])]
    const ids = idsOf(references)
    const stages = [...new Set(references.map(({ stage }) => stage))].toSorted()
    this.#together = together && stages.includes('AWSCURRENT')
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
    return packedWords('secret', ids.length, policies.length)
  }

  #grantTogether(
    role: Role,
    ids: readonly string[],
    stages: readonly string[],
    grants: Exclude<Deployment['grants'], 'each'>,
  ): string {
    const { resources, conditions } = coveredBy(this, grants, ids)
    const value = read(resources, stages)
    value.addConditions(conditions)
    const metadata = this.#describe(resources)
    metadata.addConditions(conditions)
    const policy = new ManagedPolicy(this, 'Read', { roles: [role], statements: [value, metadata] })
    acknowledgeTogether(policy, resources)
    const by =
      'namePrefix' in grants
        ? `the name prefix ${grants.namePrefix}`
        : `the tag ${grants.tag.key} = ${grants.tag.value}`
    return `every secret with ${by}, ${ids.length} of them named by checks`
  }

  /**
   * Grants what needs no stage. It is not written down which stage a read of many secrets has for IAM, so such a read may name no version at
   * all: that is the current one. No other action of the statement knows these conditions.
   */
  #describe(resources: string[]): PolicyStatement {
    if (!this.#together) return new PolicyStatement({ sid: 'Describe', actions: this.#metadata, resources })
    return new PolicyStatement({
      sid: 'DescribeAndReadCurrent',
      actions: [...this.#metadata, 'secretsmanager:GetSecretValue'],
      resources,
      conditions: { Null: { 'secretsmanager:VersionStage': 'true', 'secretsmanager:VersionId': 'true' } },
    })
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

/**
 * Returns the resources and the conditions by which a policy covers secrets that it does not name: those of the stack's account, and of
 * each other one in the ARNs among `ids`.
 */
export function coveredBy(
  scope: Construct,
  grants: Together,
  ids: readonly string[],
): { readonly resources: string[]; readonly conditions: Record<string, Record<string, string>> } {
  const found = 'namePrefix' in grants ? `${grants.namePrefix}*-??????` : '*'
  const resources = [secretsOfStack(scope), ...secretsElsewhere(scope, ids)].map((secrets) => `${secrets}${found}`)
  if ('namePrefix' in grants) return { resources, conditions: {} }
  const tagged = { [`secretsmanager:ResourceTag/${grants.tag.key}`]: grants.tag.value }
  return { resources, conditions: { StringEquals: tagged } }
}

function secretsOfStack(scope: Construct): string {
  return Stack.of(scope).formatArn({ service: 'secretsmanager', resource: 'secret:' })
}

/** Returns the beginnings of ARNs in other accounts. The account of the stack is one of them where synth does not know it. */
function secretsElsewhere(scope: Construct, ids: readonly string[]): readonly string[] {
  const { account } = Stack.of(scope)
  const whole = ids.filter((id) => id.startsWith('arn:') && id.split(':')[4] !== account)
  return [...new Set(whole.map((id) => `${id.split(':').slice(0, 6).join(':')}:`))].toSorted()
}

/** Gives the reason for the wildcards of such a grant. */
export function acknowledgeTogether(granted: IConstruct, resources: readonly string[]): void {
  const reason = 'The config names a prefix or a tag in place of ARNs.'
  for (const resource of resources)
    acknowledgeNag(granted, 'AwsSolutions', `IAM5[Resource::${asNagSpells(granted, resource)}]`, reason)
}

function read(resources: string[], stages: readonly string[]): PolicyStatement {
  const conditions = { 'ForAnyValue:StringEquals': { 'secretsmanager:VersionStage': stages } }
  return new PolicyStatement({ sid: 'ReadValues', actions: ['secretsmanager:GetSecretValue'], resources, conditions })
}
