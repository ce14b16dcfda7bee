import { isPublicName } from '../../functions/core/model/live-secrets.ts'
import { valueFormats } from '../../functions/providers/formats.ts'
import { providers } from '../../functions/providers/providers.ts'
import { type FormMatch, formsIn } from './forms.ts'
import { type NameHint, nameHint } from './provider-names.ts'
import { isMadeUp } from './values.ts'
import { compact, wordsOf } from './words.ts'

/** Names of fields for each role of a credential that has several parts. */
const roleNames: Readonly<Record<string, readonly string[]>> = {
  accessKeyId: ['accesskeyid', 'accesskey', 'keyid', 'access key id'],
  secretAccessKey: ['secretaccesskey', 'secretkey', 'secret'],
  clientId: ['clientid', 'consumerkey', 'appid', 'applicationid', 'id'],
  clientSecret: ['clientsecret', 'consumersecret', 'secret', 'appsecret', 'applicationsecret'],
  apiKey: ['apikey'],
  applicationKey: ['applicationkey', 'appkey'],
  keySid: ['keysid', 'apikeysid', 'apikey', 'sid'],
  keySecret: ['keysecret', 'apikeysecret', 'apisecret', 'secret'],
  key: ['key', 'apikey', 'id'],
  secret: ['secret', 'apisecret', 'clientsecret'],
  accessToken: ['accesstoken', 'token'],
  refreshToken: ['refreshtoken', 'token'],
  email: ['email', 'user', 'username', 'login'],
  token: ['token', 'apitoken', 'apikey', 'password', 'key'],
  user: ['user', 'username', 'login'],
  password: ['password', 'token'],
  clientEmail: ['clientemail'],
  privateKey: ['privatekey'],
}

/** Profiles whose credential has several parts, those with the most parts first. A generic profile names no provider. */
const several = [...providers.values()]
  .filter(
    ({ roles, question, name }) => Object.keys(roles).length > 1 && question !== null && name !== 'client-certificate',
  )
  .toSorted((one, other) => Object.keys(other.roles).length - Object.keys(one.roles).length)

/** A credential of several fields. */
export type FieldGroup = {
  readonly profile: string
  readonly fields: Readonly<Record<string, string>>
  /** Evidence of the kind: the form of a part, the whole of the object, or a name beside it. */
  readonly by: 'form' | 'structure' | 'name'
  readonly hint: NameHint | null
  readonly forms: readonly FormMatch[]
  readonly isMadeUp: boolean
}

/** Finds the credentials of several parts in the fields of one secret. */
export function groupsIn(fields: ReadonlyMap<string, string>, context: readonly string[]): readonly FieldGroup[] {
  const account = serviceAccount(fields)
  if (account !== null) return [account]
  return several.flatMap(({ name, roles }) => groupOf(name, Object.keys(roles), fields, context) ?? [])
}

/** A key file of Google, which says what it is. */
function serviceAccount(fields: ReadonlyMap<string, string>): FieldGroup | null {
  const [email, key] = [fields.get('client_email') ?? '', fields.get('private_key') ?? '']
  const isOne = fields.get('type') === 'service_account' && email.endsWith('.gserviceaccount.com')
  if (!isOne || !key.startsWith('-----BEGIN')) return null
  const taken = { clientEmail: 'client_email', privateKey: 'private_key' }
  return { profile: 'google-service-account', fields: taken, by: 'structure', hint: null, forms: [], isMadeUp: false }
}

type Part = { readonly role: string; readonly field: string; readonly form: FormMatch | null }

function groupOf(
  profile: string,
  roles: readonly string[],
  fields: ReadonlyMap<string, string>,
  context: readonly string[],
): FieldGroup | null {
  const parts: Part[] = []
  for (const role of roles) {
    const taken = new Set(parts.map(({ field }) => field))
    const part = partFor(profile, role, fields, taken)
    if (part === null) return null
    parts.push(part)
  }
  const forms = parts.flatMap(({ form }) => form ?? [])
  const names = [...context, ...parts.flatMap(({ field }) => ['', ...wordsOf(field)])]
  const hint = nameHint(profile, names)
  const tells = forms.some((form) => form.tells === 'kind')
  if (!tells && hint === null) return null
  return {
    profile,
    fields: Object.fromEntries(parts.map(({ role, field }) => [role, field])),
    by: tells ? 'form' : 'name',
    hint,
    forms,
    isMadeUp: parts.some(({ role, field }) => !isPublicName(role) && isMadeUp(fields.get(field) ?? '')),
  }
}

/** Returns the field of a role: by a form that tells it, else by its name, and where a form is known also by that. */
function partFor(
  profile: string,
  role: string,
  fields: ReadonlyMap<string, string>,
  taken: ReadonlySet<string>,
): Part | null {
  const free = [...fields].filter(([field, value]) => !taken.has(field) && value.trim() !== '')
  const of = (value: string) => formsIn(value.trim()).find((form) => form.profile === profile && form.role === role)
  for (const [field, value] of free) {
    const form = of(value)
    if (form?.tells === 'kind') return { role, field, form }
  }
  const named = free.filter(([field]) => isNamed(field, role, profile))
  for (const [field, value] of named) {
    const form = of(value)
    if (form !== undefined) return { role, field, form }
  }
  const [first] = named
  return first === undefined || hasForm(profile, role) ? null : { role, field: first[0], form: null }
}

const known: ReadonlySet<string> = new Set(valueFormats.map(({ role }) => role))

/** True for a role whose form is known: a value of another form is not taken for it. */
const hasForm = (profile: string, role: string): boolean => known.has(`${profile}.${role}`)

/** `clientSecret`, `client_secret` and `ACME_CLIENT_SECRET` name the same role, if the provider's name stands before it. */
function isNamed(field: string, role: string, profile: string): boolean {
  const [name, wanted] = [compact(field), roleNames[role] ?? [role.toLowerCase()]]
  const isOwn = nameHint(profile, wordsOf(field)) !== null
  return wanted.some((one) => name === one || (name.endsWith(one) && (isOwn || one.length > 8)))
}
