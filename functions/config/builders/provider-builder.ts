import type { Provider, ProviderOption } from '../../providers/provider.ts'
import type { AnswerFieldsInput, CommonFieldsInput } from '../schema/check.ts'
import type { SecretInput } from '../schema/secret.ts'

type Options = Provider['options']
type Value<One extends ProviderOption> = One extends { readonly kind: 'choice'; readonly of: infer Words }
  ? keyof Words & string
  : string
type Required<All extends Options> = {
  [Name in keyof All as All[Name] extends { readonly default: string } ? never : Name]: Value<All[Name]>
}
type Optional<All extends Options> = {
  [Name in keyof All as All[Name] extends { readonly default: string } ? Name : never]?: Value<All[Name]>
}

/** Fields of a check of any provider. */
export type CommonCheck = CommonFieldsInput & AnswerFieldsInput & { readonly secret: SecretInput }

/** Input of a provider's builder. */
export type ProviderOptions<One extends Provider> = CommonCheck &
  Readonly<Required<One['options']> & Optional<One['options']>>

/** A check of a provider of the catalogue, as its builder writes it. */
export type CatalogueCheck = CommonCheck & { readonly profile: string }

/**
 * Makes the builder of a provider, which sets `profile` in the check. It is not generic in its options: TypeScript then refuses a field
 * that does not exist, at any depth.
 */
export function builderOf<const One extends Provider>({ name }: One) {
  return (options: ProviderOptions<One>): ProviderOptions<One> & { readonly profile: One['name'] } => ({
    profile: name,
    ...options,
  })
}
