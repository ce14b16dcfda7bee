/** One member of a JSON object, by its positions in the text. */
type Member = {
  readonly name: string
  readonly start: number
  readonly valueStart: number
  readonly end: number
}

const space = /[ \t\r\n]*/y
const string = /"(?:[^"\\]|\\.)*"/y
const plain = /[^,}\]\s]+/y

/**
 * Sets members of a JSON object in its text, and removes those whose new value is undefined. Every other byte stays: order, white space,
 * numbers that a parser would round. The text must be a JSON object.
 */
export function withFields(text: string, changes: readonly (readonly [name: string, value: unknown])[]): string {
  return changes.reduce((changed, [name, value]) => withMember(changed, name, value), text)
}

function withMember(text: string, name: string, value: unknown): string {
  const written = JSON.stringify(value)
  const members = membersOf(text)
  const found = members.filter((member) => member.name === name).toReversed()
  if (written === undefined) return found.reduce((left, member) => without(left, member, members), text)
  if (found.length > 0)
    return found.reduce((left, { valueStart, end }) => left.slice(0, valueStart) + written + left.slice(end), text)
  const last = members.at(-1)
  const at = last === undefined ? text.indexOf('{') + 1 : last.end
  return `${text.slice(0, at)}${last === undefined ? '' : ','}${JSON.stringify(name)}:${written}${text.slice(at)}`
}

/** Removes a member and the comma beside it. Later members may be removed already. */
function without(text: string, member: Member, members: readonly Member[]): string {
  const before = members[members.indexOf(member) - 1]
  if (before !== undefined) return text.slice(0, before.end) + text.slice(member.end)
  const comma = skip(space, text, member.end)
  const end = text[comma] === ',' ? skip(space, text, comma + 1) : member.end
  return text.slice(0, member.start) + text.slice(end)
}

function membersOf(text: string): readonly Member[] {
  const members: Member[] = []
  let at = skip(space, text, text.indexOf('{') + 1)
  while (text[at] === '"') {
    const start = at
    const nameEnd = skip(string, text, at)
    const valueStart = skip(space, text, skip(space, text, nameEnd) + 1)
    const end = valueEnd(text, valueStart)
    members.push({ name: JSON.parse(text.slice(start, nameEnd)), start, valueStart, end })
    at = skip(space, text, end)
    if (text[at] === ',') at = skip(space, text, at + 1)
  }
  return members
}

/** Returns the position behind a value. */
function valueEnd(text: string, start: number): number {
  const first = text[start]
  if (first === '"') return skip(string, text, start)
  if (first !== '{' && first !== '[') return skip(plain, text, start)
  let depth = 0
  for (let at = start; at < text.length; at += 1) {
    if (text[at] === '"') at = skip(string, text, at) - 1
    else if (text[at] === '{' || text[at] === '[') depth += 1
    else if (text[at] === '}' || text[at] === ']') depth -= 1
    if (depth === 0) return at + 1
  }
  return text.length
}

function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : at
}
