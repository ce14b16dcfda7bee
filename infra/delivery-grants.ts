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
      if (place !== 'here') this.#ask(recipient, topics, place)
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

  /** Prints the statement that lets SNS in under its names. CloudFormation chooses it where the Region is not known before. */
  #ask({ kind, arn }: TopicRecipient, topics: readonly ITopic[], place: 'elsewhere' | Local): void {
    const { region } = Stack.of(this)
    const { region: there = '' } = Arn.split(arn, ArnFormat.COLON_RESOURCE_NAME)
    const statement = (names: readonly string[]) =>
      Stack.of(this).toJsonString({
        Effect: 'Allow',
        Principal: { Service: names.length === 1 ? names[0] : names },
        Action: actions[kind],
        Resource: arn,
        Condition: { ArnLike: { 'aws:SourceArn': topics.map(({ topicArn }) => topicArn) } },
      })
    const names = snsPrincipals(there, there)
    const value = Token.isUnresolved(region)
      ? Fn.conditionIf(this.#regionOfAll(), statement(names), statement([...names, snsPrincipalOf(region)])).toString()
      : statement(snsPrincipals(region, there))
    new CfnOutput(this, `Allow-${recipientId(arn)}`, {
      key: `AllowDelivery${recipientId(arn)}`,
      description: `SNS delivers nothing to ${arn} until its policy has this statement`,
      value,
      ...(place === 'elsewhere' ? {} : { condition: place.elsewhere }),
    })
  }

  /** Returns the id of the condition that the stack lies in a Region that no account has to enable. */
  #regionOfAll(): string {
    const condition = this.#condition('RegionOfAll')
    condition.expression = Fn.conditionOr(...regionsOfAll.map((one) => Fn.conditionEquals(Stack.of(this).region, one)))
    return condition.logicalId
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
