import type { Provider } from '../../functions/providers/provider.ts'
import { providers } from '../../functions/providers/providers.ts'
import type { FormMatch } from './forms.ts'
import { type NameHint, nameHint } from './provider-names.ts'
import type { Confidence, Subject } from './recognition.ts'
import { isMadeUp } from './values.ts'
import { wordsOf } from './words.ts'

/** One text that may be a whole credential. */
export type Candidate = {
  readonly subject: Subject
  readonly value: string
  readonly field: string | null
  readonly fields: ReadonlyMap<string, string>
}

/** A profile that a candidate may be of, and what speaks for it. */
export type Lead = {
  readonly provider: Provider
  readonly form: FormMatch | null
  readonly hint: NameHint | null
  readonly confidence: Confidence
  readonly because: string
}

export function tellingLead(form: FormMatch, { value }: Candidate): Lead {
  const provider = providerOf(form.profile)
  const base = { provider, form, hint: null }
  if (form.checksum === false)
    return {
      ...base,
      confidence: 'low',
      because: 'it has the form of one, and its checksum is wrong: nobody issued it like this',
    }
  if (isMadeUp(value))
    return { ...base, confidence: 'low', because: 'it has the form of one, and was made up as an example' }
  const checked = form.checksum === true ? ' and its checksum is right' : ''
  return {
    ...base,
    confidence: 'high',
    because: `its form is that of no other credential ${form.begins.length < 3 ? '' : ` (${form.begins}...)`}${checked}`,
  }
}

/** A form that several things have, beside a name that says which. */
export function namedLead(form: FormMatch, candidate: Candidate): Lead | null {
  const { value, field } = candidate
  const hint = nameHint(form.profile, wordsIn(candidate))
  if (hint === null || isMadeUp(value) || (field !== null && !isCredentialField(field))) return null
  const isPlain = form.begins.length < 3
  const confidence = isPlain && !hint.isClear ? 'low' : 'medium'
  const because = `its name says ${hint.word}, and its form fits${confidence === 'low' ? ', as it fits many things' : ''}`
  return { provider: providerOf(form.profile), form, hint, confidence, because }
}

export const jwtLead = (): Lead => ({
  provider: providerOf('jwt'),
  form: null,
  hint: null,
  confidence: 'high',
  because: 'a JSON Web Token (RFC 7519), whose claims are read without asking anybody',
})

export function prefixLead(form: FormMatch): Lead {
  const because = `it begins with ${form.begins}, as those of several vendors do, and its name does not say whose it is`
  return { provider: providerOf(form.profile), form, hint: null, confidence: 'low', because }
}

/** Names of fields that hold a secret. Ids, users and addresses beside it have forms of their own. */
export const isCredentialField = (field: string): boolean =>
  /token|key|secret|pat|pass|pwd|credential|auth|bearer|value|dsn/i.test(field) &&
  !/(?:id|sid|name|url|host|email|region)$/i.test(field)

export const wordsIn = ({ subject, field }: Pick<Candidate, 'subject' | 'field'>): readonly string[] => [
  ...wordsOf(subject.name),
  '',
  ...wordsOf(field ?? ''),
  ...[...subject.tags]
    .filter(([tag]) => /^(?:provider|vendor|service|app|application|api)$/i.test(tag))
    .flatMap(([, text]) => ['', ...wordsOf(text)]),
  '',
  ...typeWords(subject.type ?? ''),
  '',
  ...wordsOf(subject.rotator ?? ''),
]

/** Words of the type that AWS gives to a partner's secret. The types of Kubernetes name Kubernetes, whatever is inside. */
const typeWords = (type: string): readonly string[] => (type.startsWith('kubernetes.io/') ? [] : wordsOf(type))

/** Returns the provider of a form. Every form names one of the catalogue. */
export function providerOf(profile: string): Provider {
  const provider = providers.get(profile)
  if (provider === undefined) throw new Error(`a form of an unknown profile: ${profile}`)
  return provider
}
