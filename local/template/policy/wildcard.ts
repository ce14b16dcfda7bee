/** Returns true if a pattern matches an action. Case does not matter. */
export function meansAction(pattern: string, action: string): boolean {
  return new RegExp(`^${anything(pattern)}$`, 'i').test(action)
}

/**
 * Returns true if a pattern matches a resource. A `*` at the end of a part between colons also matches colons, any other stays
 * in its part (docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html).
 */
export function meansResource(pattern: string, resource: string): boolean {
  refuseVariables(pattern)
  const source = literal(pattern)
    .replace(/\*(?=:|$)/g, '.§')
    .replace(/\*/g, '[^:]§')
    .replace(/\?/g, '[^:]')
  return new RegExp(`^${source.replaceAll('§', '*')}$`).test(resource)
}

/** Returns true if a pattern matches a value. `*` and `?` match every character. */
export function isLike(pattern: string, value: string): boolean {
  refuseVariables(pattern)
  return new RegExp(`^${anything(pattern)}$`).test(value)
}

/** Returns true if a pattern matches an ARN, each of its six parts on its own. */
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
