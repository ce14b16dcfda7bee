/**
 * Regions in which every account may work (docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html), without those that SNS
 * counts as opt-in (docs.aws.amazon.com/sns/latest/dg/sns-cross-region-delivery.html).
 */
export const regionsOfAll: readonly string[] = [
  ...['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'ca-central-1', 'sa-east-1'],
  ...['eu-central-1', 'eu-north-1', 'eu-west-1', 'eu-west-2', 'eu-west-3'],
  ...['ap-northeast-1', 'ap-northeast-2', 'ap-south-1', 'ap-southeast-1', 'ap-southeast-2'],
  ...['us-gov-east-1', 'us-gov-west-1', 'cn-north-1', 'cn-northwest-1'],
]

const isOptIn = (region: string): boolean => !regionsOfAll.includes(region)

/** Name under which SNS delivers within the Regions of all. */
export const snsPrincipal = 'sns.amazonaws.com'

/** Returns the name under which SNS delivers out of or into an opt-in Region. */
export const snsPrincipalOf = (region: string): string => `sns.${region}.amazonaws.com`

/** Returns the names under which SNS may deliver to another account or Region. A policy that has them all lets it in, whichever it takes. */
export function snsPrincipals(from: string, to: string): readonly string[] {
  return [snsPrincipal, ...[...new Set([from, to])].filter(isOptIn).map(snsPrincipalOf)]
}

/** Returns the names under which SNS may come: another one than its own only from or to another account or Region. */
export function deliveryNames(topicArn: string, recipientArn: string): readonly string[] {
  const [[from, account], [to, theirs]] = [placeOf(topicArn), placeOf(recipientArn)]
  return from === to && account === theirs ? [snsPrincipal] : snsPrincipals(from, to)
}

function placeOf(arn: string): readonly [region: string, account: string] {
  const [, , , region = '', account = ''] = arn.split(':')
  return [region, account]
}

/** Returns false where SNS documents that it does not deliver: between opt-in Regions, and to functions in one. */
export function deliversBetween(kind: 'lambda' | 'sqs', from: string, to: string): boolean {
  return from === to || !isOptIn(to) || (kind === 'sqs' && !isOptIn(from))
}
