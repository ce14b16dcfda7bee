import { shown } from '../../functions/config/secrecy.ts'
import type { FieldGroup } from './groups.ts'
import { providerOf } from './leads.ts'
import { findOptions } from './options.ts'
import type { Confidence, FoundCredential, Subject } from './recognition.ts'

/** Makes the credentials of groups. Of those that share a field, the one with the most proof and then the most options stays. */
export function groupCredential(
  groups: readonly FieldGroup[],
  subject: Subject,
  fields: ReadonlyMap<string, string>,
): FoundCredential[] {
  const all = groups.map((group) => credentialOf(group, subject, fields))
  const ranked = all.toSorted(
    (one, other) =>
      rank(one.confidence) - rank(other.confidence) ||
      one.missing.length - other.missing.length ||
      other.options.length - one.options.length ||
      Object.keys(other.fields).length - Object.keys(one.fields).length,
  )
  const taken = new Set<string>()
  return ranked.filter(({ fields: own }) => {
    const names = Object.values(own).flatMap((field) => field ?? [])
    if (names.some((name) => taken.has(name))) return false
    for (const name of names) taken.add(name)
    return true
  })
}

const rank = (confidence: Confidence): number => ['high', 'medium', 'low'].indexOf(confidence)

function credentialOf(group: FieldGroup, subject: Subject, fields: ReadonlyMap<string, string>): FoundCredential {
  const provider = providerOf(group.profile)
  const { hint, forms } = group
  const isPlain = group.by === 'name' && forms.every(({ begins }) => begins.length < 3)
  const confidence =
    group.isMadeUp || (isPlain && hint?.isClear === false) ? 'low' : group.by === 'name' ? 'medium' : 'high'
  const parts = Object.values(group.fields)
    .map((field) => shown(field) ?? '[hidden]')
    .join(' and ')
  const why = {
    form: 'the form of one part is that of no other credential',
    structure: 'it says what it is',
    name: `its name says ${hint?.word}`,
  }[group.by]
  return {
    profile: provider.name,
    title: provider.title,
    candidates: [provider.name],
    fields: group.fields,
    isNested: false,
    confidence,
    because: group.isMadeUp
      ? 'it has the parts of one, and was made up as an example'
      : `${why}; its parts are ${parts}`,
    ...findOptions(provider, {
      subject,
      fields: new Map([...fields].filter(([field]) => !Object.values(group.fields).includes(field))),
      names: [provider.name, ...(hint === null ? [] : [hint.word]), provider.name.split('-')[0] ?? ''],
      sets: Object.assign({}, ...forms.map(({ sets }) => sets)),
      holds: Object.assign({}, ...forms.map(({ holds }) => holds)),
    }),
  }
}
