import { providers } from '../../functions/providers/providers.ts'
import { formsIn, kindWithoutProfile } from './forms.ts'
import {
  type Candidate,
  isCredentialField,
  jwtLead,
  type Lead,
  namedLead,
  prefixLead,
  tellingLead,
  wordsIn,
} from './leads.ts'
import { findOptions } from './options.ts'
import { nameHint } from './provider-names.ts'
import type { FoundCredential, LeftAlone, Subject } from './recognition.ts'
import { isJwt, isMadeUp, looksRandom, otherContent } from './values.ts'

/** Tag with which the owner of a secret names its profile. */
export const profileTag = 'tokenwatch:profile'

/** Tells what one text is: a credential, something that is left alone, or null if nothing speaks for either. */
export function single(candidate: Candidate): FoundCredential | Pick<LeftAlone, 'what' | 'because'> | null {
  const { value, subject, field } = candidate
  if (value.length < 8) return null
  const tagged = byTag(candidate)
  if (tagged !== null) return tagged
  const forms = formsIn(value).filter(({ profile, role }) => isWhole(profile, role))
  const telling = forms.find(({ tells }) => tells === 'kind')
  if (telling !== undefined) return found(candidate, [tellingLead(telling, candidate)])
  const other = kindWithoutProfile(value)
  if (other !== null) return { what: 'other_kind', because: `${other}, which no check of the catalogue asks with` }
  const leads = forms.flatMap((form) => namedLead(form, candidate) ?? [])
  if (leads.length > 0) return found(candidate, narrowed(leads, candidate))
  if (isJwt(value)) return found(candidate, [jwtLead()])
  if (otherContent(value) !== null || isMadeUp(value)) return null
  // Every JSON object begins with eyJ in base64.
  const prefixed = forms.filter(({ begins }) => begins.length >= 3 && begins !== 'eyJ')
  if (prefixed.length > 0)
    return found(
      candidate,
      prefixed.map((form) => prefixLead(form)),
    )
  const [byNameAlone] = field === null || isCredentialField(field) ? byName(subject, wordsIn(candidate), field) : []
  return looksRandom(value) && byNameAlone !== undefined ? byNameAlone : null
}

/** True for a role that is a whole credential by itself. Parts are found together. */
const isWhole = (profile: string, role: string): boolean => {
  const provider = providers.get(profile)
  return provider !== undefined && Object.keys(provider.roles).join() === role
}

function byTag(candidate: Candidate): FoundCredential | null {
  const { subject, value, field } = candidate
  const provider = providers.get(subject.tags.get(profileTag) ?? '')
  if (
    provider === undefined ||
    Object.keys(provider.roles).length !== 1 ||
    (field !== null && !isCredentialField(field))
  )
    return null
  const form = formsIn(value).find(({ profile }) => profile === provider.name) ?? null
  const confidence = form !== null && form.checksum !== false && !isMadeUp(value) ? 'high' : 'medium'
  return found(candidate, [{ provider, form, hint: null, confidence, because: `its tag ${profileTag} says so` }])
}

/** Lists the credentials that a name alone speaks for. */
export function byName(subject: Subject, words: readonly string[], field: string | null = null): FoundCredential[] {
  const hinted = [...providers.values()].flatMap((provider) => {
    const hint =
      provider.question === null || Object.keys(provider.roles).length !== 1 ? null : nameHint(provider.name, words)
    return hint === null
      ? []
      : [
          {
            provider,
            form: null,
            hint,
            confidence: 'low' as const,
            because: `only its name speaks for it (${hint.word})`,
          },
        ]
  })
  const longest = Math.max(0, ...hinted.map(({ hint }) => hint.word.length))
  const leads = hinted.filter(({ hint }) => hint.word.length === longest)
  return leads.length === 0 ? [] : [found({ subject, value: '', field, fields: new Map() }, leads)]
}

/** Keeps the leads with the longest name, then those whose options all are there, then the strongest. */
function narrowed(leads: readonly Lead[], candidate: Candidate): readonly Lead[] {
  const longest = Math.max(...leads.map(({ hint }) => hint?.word.length ?? 0))
  const named = leads.filter(({ hint }) => (hint?.word.length ?? 0) === longest)
  const complete = named.filter((lead) => optionsOf(lead, candidate).missing.length === 0)
  return distinct(complete.length > 0 ? complete : named)
}

const distinct = (leads: readonly Lead[]): readonly Lead[] =>
  [...new Map(leads.toReversed().map((lead) => [lead.provider.name, lead])).values()].toReversed()

const optionsOf = ({ provider, form, hint }: Lead, { subject, fields, field }: Candidate) =>
  findOptions(provider, {
    subject,
    // A text is no option of itself.
    fields: new Map([...fields].filter(([name]) => name !== field)),
    names: [provider.name, ...(hint === null ? [] : [hint.word]), provider.name.split('-')[0] ?? ''],
    sets: form?.sets ?? {},
    holds: form?.holds ?? {},
  })

/** Makes the result of one or several leads. Several are ambiguous, which no question can settle: only one provider may see the value. */
function found(candidate: Candidate, given: readonly Lead[]): FoundCredential {
  const leads = distinct(given)
  const [lead] = leads
  if (lead === undefined) throw new Error('a credential without a lead')
  const [role = 'token'] = Object.keys(lead.provider.roles)
  const names = leads.map(({ provider }) => provider.title)
  const isAmbiguous = leads.length > 1
  return {
    profile: lead.provider.name,
    title: isAmbiguous ? names.join(' or ') : lead.provider.title,
    candidates: leads.map(({ provider }) => provider.name),
    fields: { [role]: candidate.field },
    isNested: false,
    confidence: isAmbiguous ? 'low' : lead.confidence,
    because: isAmbiguous ? `${lead.because}; it may be any of these` : lead.because,
    ...optionsOf(lead, candidate),
  }
}
