import { camelCase } from '../../functions/config/profiles/template.ts'
import type { Provider } from '../../functions/providers/provider.ts'
import { providers } from '../../functions/providers/providers.ts'

/** Builder of the catalogue for the host of a request. */
export type KnownHost = { readonly builder: string; readonly title: string }

/** Returns the builders that ask this host and need no option but the secret; none for a host that is not in the catalogue. */
export function knownHosts(url: string): readonly KnownHost[] {
  const host = new URL(url).host
  return [...providers.values()]
    .filter((one) => hostOf(one) === host && Object.values(one.options).every((option) => option.default !== undefined))
    .filter(({ roles }) => Object.keys(roles).length === 1)
    .map(({ name, title }) => ({ builder: camelCase(name), title }))
}

/** Returns the fixed host that a provider asks; null where it depends on the check. */
function hostOf({ question }: Provider): string | null {
  if (question?.kind !== 'request' || !URL.canParse(question.ping.url)) return null
  return new URL(question.ping.url).host
}
