import {
  type AddToPrincipalPolicyResult,
  ManagedPolicy,
  PolicyStatement,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam'
import type { Construct } from 'constructs'
import { accountOf } from './account.ts'
import { frameCharacters, policyCharacters } from './policy-packing.ts'
import { writtenAtMost } from './written-size.ts'

/**
 * A role of a service. Its permissions are inside of the role, or in as few managed policies as hold them where the account wants no others.
 */
export class TokenwatchRole extends Role {
  readonly #managed: boolean
  #policy: ManagedPolicy | null = null
  #policies = 0
  #left = 0

  constructor(scope: Construct, id: string, service: string | ServicePrincipal) {
    super(scope, id, { assumedBy: typeof service === 'string' ? new ServicePrincipal(service) : service })
    this.#managed = accountOf(this).roles.policies === 'managed'
  }

  /** Adds one grant. `sid` says what it is for. */
  allow(
    sid: string,
    actions: string[],
    resources: string[],
    conditions: Record<string, Record<string, unknown>>,
  ): void {
    this.addToPrincipalPolicy(new PolicyStatement({ sid, actions, resources, conditions }))
  }

  override addToPrincipalPolicy(statement: PolicyStatement): AddToPrincipalPolicyResult {
    if (!this.#managed) return super.addToPrincipalPolicy(statement)
    const policy = this.#policyFor(writtenAtMost(this.stack.resolve(statement.toStatementJson())).length)
    policy.addStatements(statement)
    return { statementAdded: true, policyDependable: policy }
  }

  /** Returns the newest policy, or another one if a statement of this size does not fit. */
  #policyFor(characters: number): ManagedPolicy {
    if (this.#policy === null || characters > this.#left) {
      this.#policy = new ManagedPolicy(this, `Permissions${this.#policies++}`, { roles: [this] })
      this.#left = policyCharacters - frameCharacters
    }
    this.#left -= characters + 1
    return this.#policy
  }
}
