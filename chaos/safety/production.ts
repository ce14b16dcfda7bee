/** Words of a name that stand for production, wherever they stand in it. */
const productionWords: ReadonlySet<string> = new Set(['prod', 'production', 'prd', 'live'])

/** Words in front of such a word that turn it round. */
const negations: ReadonlySet<string> = new Set(['non', 'not', 'no', 'pre'])

/** Reads a name by its words: `eu-prod`, `prod_eu` and `acmeProduction` are production; `non-prod`, `preprod` and `pre-production` are not. */
export function soundsLikeProduction(name: string): boolean {
  const words = name
    .normalize('NFKC')
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== '')
  return words.some((word, index) => productionWords.has(word) && !negations.has(words[index - 1] ?? ''))
}

/** The operator's own list. It outranks how a name sounds. */
export type ProductionList = {
  /** Names of environments and ids of accounts that are production. */
  readonly production?: readonly string[]
  /** Names that sound like production and are not. */
  readonly notProduction?: readonly string[]
}

/** Everything of an experiment that can show that it touches production. */
export type ProductionSigns = { readonly names: readonly string[]; readonly account: string | null }

/** Returns the first sign of production; `null` if there is none. */
export function signOfProduction(
  { names, account }: ProductionSigns,
  { production = [], notProduction = [] }: ProductionList,
): string | null {
  if (account !== null && production.includes(account)) return account
  const sign = names.find(
    (name) => production.includes(name) || (soundsLikeProduction(name) && !notProduction.includes(name)),
  )
  return sign ?? null
}
