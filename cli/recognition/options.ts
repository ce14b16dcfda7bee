import { shown } from '../../functions/config/secrecy.ts'
import type { Provider, ProviderOption } from '../../functions/providers/provider.ts'
import type { FoundOption, Subject } from './recognition.ts'
import { compact } from './words.ts'

/** Names of fields that hold an option, beside the option's own name. */
const fieldNames: Readonly<Record<string, readonly string[]>> = {
  host: ['host', 'hostname', 'url', 'baseurl', 'endpoint', 'server', 'address', 'domain', 'instanceurl', 'weburl'],
  site: ['site', 'sitename', 'subdomain', 'url', 'baseurl', 'domain'],
  subdomain: ['subdomain', 'domain', 'url', 'baseurl'],
  domain: ['domain', 'mydomain', 'instanceurl', 'url'],
  shop: ['shop', 'store', 'shopname', 'domain', 'url'],
  instance: ['instance', 'instancename', 'url'],
  account: ['account', 'accountid', 'accountname', 'accountidentifier'],
  accountSid: ['accountsid', 'sid'],
  organization: ['organization', 'org', 'organisation', 'orgurl'],
  application: ['application', 'appid', 'applicationid'],
  tenant: ['tenant', 'tenantid', 'directoryid'],
  username: ['username', 'user', 'login'],
  email: ['email', 'username', 'user', 'login'],
  apiKey: ['apikey', 'publickey', 'keyid'],
  key: ['apikey', 'key'],
  clientId: ['clientid'],
  region: ['region', 'datacenter', 'cluster'],
  cloud: ['cloud', 'cloudname'],
}

/** Places in which options may be found. */
export type OptionPlaces = {
  readonly subject: Subject
  readonly fields: ReadonlyMap<string, string>
  /** Words of the provider, which may stand before the name of an option: `TWILIO_ACCOUNT_SID`. */
  readonly names: readonly string[]
  readonly sets: Readonly<Record<string, string>>
  readonly holds: Readonly<Record<string, string>>
}

/** Finds the options of a provider's check in the tags, the form, and the fields beside a credential. */
export function findOptions(
  provider: Pick<Provider, 'options' | 'question'>,
  around: OptionPlaces,
): { readonly options: readonly FoundOption[]; readonly missing: readonly string[] } {
  const options: FoundOption[] = []
  const missing: string[] = []
  for (const [name, option] of Object.entries(provider.options)) {
    const found =
      inTags(name, option, around) ?? inForm(name, option, around) ?? inFields(name, option, provider, around)
    if (found !== null) options.push(found)
    else if (option.default === undefined) missing.push(name)
  }
  return { options, missing }
}

function inTags(name: string, option: ProviderOption, { subject }: OptionPlaces): FoundOption | null {
  const at = [...subject.tags.keys()].find((tag) => tag.toLowerCase() === `tokenwatch:${name}`.toLowerCase())
  const value = at === undefined ? null : fitting(option, subject.tags.get(at) ?? '')
  return at === undefined || value === null ? null : { name, from: 'tag', at, value: () => value }
}

function inForm(name: string, option: ProviderOption, { sets, holds }: OptionPlaces): FoundOption | null {
  const [set, held] = [sets[name], holds[name]]
  if (set !== undefined && fitting(option, set) !== null) return { name, from: 'catalogue', at: null, value: () => set }
  return held !== undefined && fitting(option, held) !== null
    ? { name, from: 'form', at: null, value: () => held }
    : null
}

function inFields(
  name: string,
  option: ProviderOption,
  provider: Pick<Provider, 'question'>,
  { fields, names }: OptionPlaces,
): FoundOption | null {
  const wanted = new Set([compact(name), ...(fieldNames[name] ?? [])])
  const prefixed = names.flatMap((word) => [...wanted].map((one) => `${compact(word)}${one}`))
  for (const accepted of [new Set(prefixed), wanted])
    for (const [field, text] of fields) {
      if (!accepted.has(compact(field))) continue
      const value = fitting(option, text.trim()) ?? fitting(option, withinHost(name, text.trim(), provider) ?? '')
      // A name of a host is looked up in public: nothing that may be a secret goes there.
      if (value !== null && (!isInHost(name, provider) || shown(value) !== undefined))
        return { name, from: 'field', at: field, value: () => value }
    }
  return null
}

/** Returns a value that the option takes, in its spelling; null for any other. */
function fitting(option: ProviderOption, text: string): string | null {
  if (text === '' || text.length > 256) return null
  switch (option.kind) {
    case 'choice': {
      const lower = text.toLowerCase()
      const hit = Object.entries(option.of).find(([word, meant]) => word === lower || meant.toLowerCase() === lower)
      return hit?.[0] ?? null
    }
    case 'host':
      return hostIn(text)
    case 'name':
      return new RegExp(`^(?:${option.pattern})$`).test(text) ? text : null
  }
}

/** Returns the host of an address, or of a bare host that has a dot. */
function hostIn(text: string): string | null {
  const url = URL.parse(/^https:\/\//i.test(text) ? text : `https://${text}/`)
  if (url === null || url.username !== '' || url.password !== '' || !url.host.includes('.')) return null
  return shown(url.hostname) === undefined ? null : url.host
}

/** True if the option is a part of the host that is asked. */
export function isInHost(name: string, { question }: Pick<Provider, 'question'>): boolean {
  return new RegExp(`https://[^/"]*\\{${name}\\}`).test(JSON.stringify(question))
}

/** `https://acme.atlassian.net/jira` holds the site `acme` of `https://{site}.atlassian.net`. */
function withinHost(name: string, text: string, { question }: Pick<Provider, 'question'>): string | null {
  const [, suffix] = new RegExp(`https://\\{${name}\\}(\\.[a-z.]+)`).exec(JSON.stringify(question)) ?? []
  const host = hostIn(text)
  if (suffix === undefined || host === null || !host.endsWith(suffix)) return null
  return host.slice(0, -suffix.length)
}
