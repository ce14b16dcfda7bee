/** Whether an action is meant by a pattern; actions know no case. */
export function meansAction(pattern: string, action: string): boolean {
  return new RegExp(`^${anything(pattern)}$`, 'i').test(action)
}

/**
 * Whether a resource is meant by a pattern. A `*` at the end of a part between colons reaches beyond the colon, any other
 * stays in its part (docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html).
 */
export function meansResource(pattern: string, resource: string): boolean {
  refuseVariables(pattern)
  const source = literal(pattern)
    .replace(/\*(?=:|$)/g, '.§')
    .replace(/\*/g, '[^:]§')
    .replace(/\?/g, '[^:]')
  return new RegExp(`^${source.replaceAll('§', '*')}$`).test(resource)
}

/** Whether a value is like a pattern: `*` and `?` reach over everything. */
export function isLike(pattern: string, value: string): boolean {
  refuseVariables(pattern)
  return new RegExp(`^${anything(pattern)}$`).test(value)
}

/** Whether an ARN is like a pattern, each of its six parts on its own. */
export function isLikeArn(pattern: string, arn: string): boolean {
  const [patterns, parts] = [partsOf(pattern), partsOf(arn)]
  return patterns.length === parts.length && patterns.every((part, index) => isLike(part, parts[index] ?? ''))
}

function partsOf(arn: string): readonly string[] {
  const [a = '', b = '', c = '', d = '', e = '', ...rest] = arn.split(':')
  return [a, b, c, d, e, rest.join(':')]
}

function anything(pattern: string): string {
  return literal(pattern).replaceAll('*', '.*').replaceAll('?', '.')
}

/** Everything that a regular expression would read otherwise, but for `*` and `?`. */
function literal(pattern: string): string {
  return pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&')
}

function refuseVariables(pattern: string): void {
  if (pattern.includes('${')) throw new Error(`policy variables are not known: ${pattern}`)
}
