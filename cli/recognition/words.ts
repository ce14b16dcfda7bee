/** Splits a name into lower-case words: `production/DatadogApiKey` gives production, datadog, api, key. */
export function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
}

/** Returns true if a name holds these words side by side, also written as one word. */
export function holdsWords(words: readonly string[], wanted: string): boolean {
  const [text, apart] = [`-${words.join('-')}-`, wordsOf(wanted)]
  return text.includes(`-${apart.join('-')}-`) || text.includes(`-${apart.join('')}-`)
}

/** `client_secret` and `clientSecret` are the same. */
export const compact = (name: string): string => wordsOf(name).join('')
