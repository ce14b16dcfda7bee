/** Longest values of what CloudFormation fills in. */
const longestPseudo: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws-us-gov',
  'AWS::Region': 'ap-southeast-7',
  'AWS::AccountId': '123456789012',
  'AWS::URLSuffix': 'amazonaws.com.cn',
}

/** Length of the names that CloudFormation makes up for most resources, which is at most 64. */
const nameLength = 64

/** Length of an ARN with such a name, and of the URL of a queue. */
const arnLength = 144

/**
 * Returns a resolved property of a template as the text of JSON that it becomes, with the longest values in place of what only
 * CloudFormation knows.
 */
export function writtenAtMost(value: unknown): string {
  const text = filled(value)
  return typeof text === 'string' ? text : JSON.stringify(text)
}

function filled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(filled)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  const [first] = entries
  if (entries.length === 1 && first !== undefined) {
    const [name, argument] = first
    if (name === 'Ref') return longestPseudo[String(argument)] ?? 'n'.repeat(nameLength)
    if (name === 'Fn::GetAtt') return 'a'.repeat(arnLength)
    if (name === 'Fn::Join' && Array.isArray(argument)) return joined(argument)
    if (name.startsWith('Fn::')) return 'a'.repeat(arnLength)
  }
  return Object.fromEntries(entries.map(([name, inner]) => [name, filled(inner)]))
}

function joined([separator, parts]: readonly unknown[]): string {
  return (Array.isArray(parts) ? parts : []).map((part) => String(filled(part))).join(String(separator))
}
