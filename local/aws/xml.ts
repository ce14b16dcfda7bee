const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#xD;',
}

/** An element with its children by name; a list becomes one element per item, what is absent becomes none. */
export function element(name: string, value: unknown, namespace?: string): string {
  if (value === undefined || value === null) return ''
  if (Array.isArray(value)) return value.map((item) => element(name, item)).join('')
  const opening = namespace === undefined ? name : `${name} xmlns="${namespace}"`
  return `<${opening}>${contentOf(value)}</${name}>`
}

function contentOf(value: unknown): string {
  if (typeof value !== 'object' || value === null)
    return String(value).replace(/[&<>"\r]/g, (one) => escapes[one] ?? one)
  return Object.entries(value)
    .map(([name, child]) => element(name, child))
    .join('')
}
