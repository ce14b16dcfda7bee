/**
 * Fills a template of the catalogue: replaces each `{name}` of a given value, in every string and at any depth. Placeholders of a
 * credential's roles are no options and stay.
 */
export function filled<Template>(template: Template, values: ReadonlyMap<string, string>): Template {
  // A boundary with JSON: the template is data and keeps its shape.
  return JSON.parse(JSON.stringify(template), (_key, part: unknown) =>
    typeof part === 'string' ? inText(part, values) : part,
  ) as Template
}

function inText(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (placeholder, name: string) => values.get(name) ?? placeholder)
}

/** Converts the name of a profile to that of its builder: `oauth-client-credentials` to `oauthClientCredentials`. */
export function camelCase(name: string): string {
  return name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}
