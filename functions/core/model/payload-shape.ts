const mostFields = 6

/** Describes an answer that cannot be read by its shape, such as `JSON with the fields kind, version`. It repeats no value. */
export function shapeOfPayload(payload: string): string {
  if (payload.trim() === '') return 'nothing'
  let parsed: unknown
  try {
    parsed = JSON.parse(payload)
  } catch {
    return `${payload.length} characters that are no JSON`
  }
  if (parsed === null) return 'null'
  if (typeof parsed !== 'object') return `a ${typeof parsed}`
  if (Array.isArray(parsed)) return 'a list'
  const names = Object.keys(parsed).map((name) => (/^[a-z_]\w{0,29}$/i.test(name) ? name : '?'))
  if (names.length === 0) return 'JSON without a field'
  return `JSON with the fields ${names.slice(0, mostFields).join(', ')}${names.length > mostFields ? ' and more' : ''}`
}
