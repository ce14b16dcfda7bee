import { providers } from '../../functions/providers/providers.ts'
import { holdsWords } from './words.ts'

/** Names that people give to a provider's credentials, beside the name of the profile. */
const otherNames: Readonly<Record<string, readonly string[]>> = {
  'app-store-connect': ['app store', 'apple', 'asc'],
  'aws-access-key': ['aws', 'iam user'],
  'azure-devops': ['azdo', 'ado'],
  'azure-openai': ['azure openai', 'aoai'],
  bitbucket: ['bitbucket'],
  'bitbucket-access-token': ['bitbucket'],
  'box-client': ['box'],
  brevo: ['sendinblue'],
  circleci: ['circle ci', 'circle'],
  'cloudflare-account': ['cloudflare', 'cf'],
  'cloudflare-user': ['cloudflare', 'cf'],
  'confluence-cloud': ['confluence'],
  'confluence-data-center': ['confluence'],
  'confluent-cloud': ['confluent'],
  'container-registry': ['registry'],
  'datadog-api-key': ['datadog', 'dd'],
  'datadog-key-pair': ['datadog', 'dd'],
  'docker-hub': ['docker', 'dockerhub'],
  'elastic-cloud': ['elastic'],
  'entra-app': ['entra', 'azure', 'azure ad', 'aad', 'microsoft'],
  'entra-app-expiry': ['entra', 'azure', 'azure ad', 'aad', 'microsoft'],
  fly: ['fly io'],
  github: ['github', 'gh'],
  'github-app': ['github app'],
  'github-fine-grained': ['github', 'gh'],
  'github-installation': ['github', 'gh'],
  'gitlab-deploy-token': ['gitlab'],
  'google-api-key': ['google', 'gcp'],
  'google-service-account': ['google', 'gcp'],
  'grafana-cloud': ['grafana'],
  'hcp-terraform': ['terraform', 'tfe', 'tfc'],
  'hugging-face': ['huggingface', 'hf'],
  'jira-cloud': ['jira'],
  'jira-cloud-scoped': ['jira'],
  'jira-data-center': ['jira'],
  jfrog: ['artifactory'],
  'kubernetes-token': ['kubernetes', 'k8s'],
  'mongodb-atlas': ['atlas'],
  'okta-client': ['okta'],
  'onepassword-events': ['1password', 'onepassword'],
  'openai-admin': ['openai'],
  'pagerduty-rest': ['pagerduty'],
  'plaid-item': ['plaid'],
  'salesforce-refresh-token': ['salesforce', 'sfdc'],
  salesforce: ['sfdc'],
  'slack-config': ['slack'],
  'splunk-hec': ['splunk', 'hec'],
  sonarqube: ['sonar', 'sonarcloud'],
  'supabase-project': ['supabase'],
  'twilio-api-key': ['twilio'],
  'upstash-redis': ['upstash'],
}

/** Names that are also ordinary words. Beside a form that many things have, such a name says too little. */
const ordinaryWords: ReadonlySet<string> = new Set(
  'box fly render linear segment square neon vault notion azure google apple elastic registry microsoft circle atlas docker cf ado'.split(
    ' ',
  ),
)

const namesOf: ReadonlyMap<string, readonly string[]> = new Map(
  [...providers.keys()].map((profile) => [profile, [profile, ...(otherNames[profile] ?? [])]]),
)

/** A name of a provider among the words of a secret's name, of a field, or of a tag. */
export type NameHint = {
  /** The words that were found: `datadog`. */
  readonly word: string
  /** True if the word is a name and nothing else. */
  readonly isClear: boolean
}

/** Returns the longest name of a profile's provider among these words; null if there is none. */
export function nameHint(profile: string, words: readonly string[]): NameHint | null {
  const found = (namesOf.get(profile) ?? []).filter((name) => holdsWords(words, name))
  const [word] = found.toSorted((one, other) => other.length - one.length)
  return word === undefined ? null : { word, isClear: !ordinaryWords.has(word) }
}
