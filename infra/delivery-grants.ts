import { createHash } from 'node:crypto'
import { Arn, ArnFormat, CfnCondition, CfnOutput, Fn, Stack, Token } from 'aws-cdk-lib'
import { CfnPermission } from 'aws-cdk-lib/aws-lambda'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import { Construct } from 'constructs'
import { regionsOfAll, snsPrincipalOf, snsPrincipals } from '../functions/core/model/sns-principals.ts'

/** A function or queue that the config names by ARN. It belongs to another stack, and often to another account. */
export type TopicRecipient = { readonly kind: 'lambda' | 'sqs'; readonly arn: string }

/** Recipients with the topics that deliver to them. */
export type TopicsHeard = ReadonlyMap<
  string,
  { readonly recipient: TopicRecipient; readonly topics: readonly ITopic[] }
>

const actions = { lambda: 'lambda:InvokeFunction', sqs: 'sqs:SendMessage' } as const

/** Returns a name for a recipient in logical ids. It stays the same when other subscribers come and go. */
export function recipientId(arn: string): string {
  return createHash('sha256').update(arn).digest('hex').slice(0, 8)
}

/** Recipients up to which each has a second output, for opt-in Regions: a stack may have 200 outputs. `doctor` names the rest. */
const mostTwice = 80

/**
 * Lets SNS deliver to functions of this account and Region. A permission of another account or Region cannot be created from
 * here, and a queue policy would replace the policy that the queue has. For these, an output holds the statement that the other
 * side has to add.
 */
export class DeliveryGrants extends Construct {
  constructor(scope: Construct, id: string, heard: TopicsHeard) {
    super(scope, id)
    for (const { recipient, topics } of heard.values()) {
      const place = recipient.kind === 'sqs' ? 'elsewhere' : this.#placeOf(recipient.arn)
      if (place !== 'elsewhere') this.#permit(recipient, topics, place)
      if (place !== 'here') this.#ask(recipient, topics, place, heard.size <= mostTwice)
    }
  }

  #permit({ arn }: TopicRecipient, topics: readonly ITopic[], place: 'here' | Local): void {
    for (const topic of topics) {
      const permission = new CfnPermission(this, `Invoke-${recipientId(arn)}-${topic.node.id}`, {
        action: actions.lambda,
        functionName: arn,
        principal: 'sns.amazonaws.com',
        sourceArn: topic.topicArn,
      })
      if (place !== 'here') permission.cfnOptions.condition = place.here
    }
  }

  #ask(recipient: TopicRecipient, topics: readonly ITopic[], place: 'elsewhere' | Local, twice: boolean): void {
    const { region } = Stack.of(this)
    const { region: there = '' } = Arn.split(recipient.arn, ArnFormat.COLON_RESOURCE_NAME)
    const elsewhere = place === 'elsewhere' ? [] : [place.elsewhere]
    if (!Token.isUnresolved(region)) {
      this.#output('', recipient, topics, snsPrincipals(region, there), elsewhere)
      return
    }
    const names = snsPrincipals(there, there)
    if (!twice) {
      this.#output('', recipient, topics, names, elsewhere)
      return
    }
    const ofAll = this.#condition('RegionOfAll')
    ofAll.expression = Fn.conditionOr(...regionsOfAll.map((one) => Fn.conditionEquals(region, one)))
    const optIn = this.#condition('RegionOptIn')
    optIn.expression = Fn.conditionNot(ofAll)
    this.#output('', recipient, topics, names, [...elsewhere, ofAll])
    this.#output('OptIn', recipient, topics, [...names, snsPrincipalOf(region)], [...elsewhere, optIn])
  }

  /** Prints the statement that lets SNS in under its names, where all conditions hold. */
  #output(
    region: '' | 'OptIn',
    { kind, arn }: TopicRecipient,
    topics: readonly ITopic[],
    names: readonly string[],
    conditions: readonly CfnCondition[],
  ): void {
    const statement = {
      Effect: 'Allow',
      Principal: { Service: names.length === 1 ? names[0] : names },
      Action: actions[kind],
      Resource: arn,
      Condition: { ArnLike: { 'aws:SourceArn': topics.map(({ topicArn }) => topicArn) } },
    }
    const condition = this.#all(conditions)
    new CfnOutput(this, `Allow${region}-${recipientId(arn)}`, {
      key: `AllowDelivery${region}${recipientId(arn)}`,
      description: `SNS delivers nothing to ${arn} until its policy has this statement`,
      value: Stack.of(this).toJsonString(statement),
      ...(condition === undefined ? {} : { condition }),
    })
  }

  #all(conditions: readonly CfnCondition[]): CfnCondition | undefined {
    if (conditions.length < 2) return conditions[0]
    const all = this.#condition(conditions.map(({ node }) => node.id).join('-'))
    all.expression = Fn.conditionAnd(...conditions)
    return all
  }

  /** Compares a function with the stack: at synth where both are known, else when CloudFormation deploys. */
  #placeOf(arn: string): 'here' | 'elsewhere' | Local {
    const { account = '', region = '' } = Arn.split(arn, ArnFormat.COLON_RESOURCE_NAME)
    const stack = Stack.of(this)
    const pairs = [
      [stack.account, account],
      [stack.region, region],
    ] as const
    if (pairs.some(([here, there]) => !Token.isUnresolved(here) && here !== there)) return 'elsewhere'
    return pairs.every(([here]) => !Token.isUnresolved(here)) ? 'here' : this.#local(account, region)
  }

  #local(account: string, region: string): Local {
    const name = `${account}-${region}`
    const [here, elsewhere] = [this.#condition(`Here-${name}`), this.#condition(`Elsewhere-${name}`)]
    const { account: ourAccount, region: ourRegion } = Stack.of(this)
    here.expression = Fn.conditionAnd(Fn.conditionEquals(ourAccount, account), Fn.conditionEquals(ourRegion, region))
    elsewhere.expression = Fn.conditionNot(here)
    return { here, elsewhere }
  }

  #condition(id: string): CfnCondition {
    const found = this.node.tryFindChild(id)
    return found instanceof CfnCondition ? found : new CfnCondition(this, id)
  }
}

/** Conditions that CloudFormation decides: the function is of the stack's account and Region, or it is not. */
type Local = { readonly here: CfnCondition; readonly elsewhere: CfnCondition }
