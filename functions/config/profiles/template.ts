/**
 * What a template of the catalogue becomes: each `{name}` of a given value is replaced, in every string of it and at any depth.
 * Placeholders of a credential's roles are no options and stay.
 */
export function filled<Template>(template: Template, values: ReadonlyMap<string, string>): Template {
  // The boundary with JSON: a template is data, and comes back in the shape that it had.
  return JSON.parse(JSON.stringify(template), (_key, part: unknown) =>
    typeof part === 'string' ? inText(part, values) : part,
  ) as Template
}

function inText(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (placeholder, name: string) => values.get(name) ?? placeholder)
}

/** `oauth-client-credentials` as its builder is called: `oauthClientCredentials`. */
export function camelCase(name: string): string {
  return name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}
