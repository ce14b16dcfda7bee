// Written by `npm run catalogue`, from the files of `functions/providers/catalogue`.
import * as all from '../../providers/all.ts'
import { builderOf } from './provider-builder.ts'

/** Airtable personal access token. */
export const airtable = builderOf(all.airtable)

/** Algolia API key. */
export const algolia = builderOf(all.algolia)

/** Anthropic API key. */
export const anthropic = builderOf(all.anthropic)

/** App Store Connect API key. */
export const appStoreConnect = builderOf(all.appStoreConnect)

/** Asana personal access token. */
export const asana = builderOf(all.asana)

/** Auth0 application client secret. */
export const auth0 = builderOf(all.auth0)

/** AWS access key. */
export const awsAccessKey = builderOf(all.awsAccessKey)

/** Azure DevOps personal access token. */
export const azureDevops = builderOf(all.azureDevops)

/** Azure OpenAI key. */
export const azureOpenai = builderOf(all.azureOpenai)

/** Bitbucket Cloud API token. */
export const bitbucket = builderOf(all.bitbucket)

/** Bitbucket Cloud access token of a repository, project or workspace. */
export const bitbucketAccessToken = builderOf(all.bitbucketAccessToken)

/** Box access token. */
export const box = builderOf(all.box)

/** Box app client. */
export const boxClient = builderOf(all.boxClient)

/** Braintree API key. */
export const braintree = builderOf(all.braintree)

/** Brevo API key. */
export const brevo = builderOf(all.brevo)

/** Buildkite API access token. */
export const buildkite = builderOf(all.buildkite)

/** Calendly personal access token. */
export const calendly = builderOf(all.calendly)

/** Cerebras API key. */
export const cerebras = builderOf(all.cerebras)

/** CircleCI API token. */
export const circleci = builderOf(all.circleci)

/** Clerk secret key. */
export const clerk = builderOf(all.clerk)

/** ClickUp personal API token. */
export const clickup = builderOf(all.clickup)

/** mTLS client certificate. */
export const clientCertificate = builderOf(all.clientCertificate)

/** Cloudflare account API token. */
export const cloudflareAccount = builderOf(all.cloudflareAccount)

/** Cloudflare user API token. */
export const cloudflareUser = builderOf(all.cloudflareUser)

/** Cloudinary API secret. */
export const cloudinary = builderOf(all.cloudinary)

/** Cohere API key. */
export const cohere = builderOf(all.cohere)

/** Confluence Cloud API token. */
export const confluenceCloud = builderOf(all.confluenceCloud)

/** Confluence Data Center personal access token. */
export const confluenceDataCenter = builderOf(all.confluenceDataCenter)

/** Confluent Cloud API key. */
export const confluentCloud = builderOf(all.confluentCloud)

/** Container registry. */
export const containerRegistry = builderOf(all.containerRegistry)

/** Databricks personal access token. */
export const databricks = builderOf(all.databricks)

/** Datadog API key. */
export const datadogApiKey = builderOf(all.datadogApiKey)

/** Datadog API and application key. */
export const datadogKeyPair = builderOf(all.datadogKeyPair)

/** DeepSeek API key. */
export const deepseek = builderOf(all.deepseek)

/** DigitalOcean personal access token. */
export const digitalocean = builderOf(all.digitalocean)

/** Discord bot token. */
export const discord = builderOf(all.discord)

/** Docker Hub access token. */
export const dockerHub = builderOf(all.dockerHub)

/** Doppler token. */
export const doppler = builderOf(all.doppler)

/** Dropbox access token. */
export const dropbox = builderOf(all.dropbox)

/** Elastic Cloud API key. */
export const elasticCloud = builderOf(all.elasticCloud)

/** ElevenLabs API key. */
export const elevenlabs = builderOf(all.elevenlabs)

/** Microsoft Entra application secret. */
export const entraApp = builderOf(all.entraApp)

/** Microsoft Entra application secret, with its expiry from Graph. */
export const entraAppExpiry = builderOf(all.entraAppExpiry)

/** Fastly API token. */
export const fastly = builderOf(all.fastly)

/** Figma personal access token. */
export const figma = builderOf(all.figma)

/** Fly.io organization token. */
export const fly = builderOf(all.fly)

/** GitHub personal access token (classic). */
export const github = builderOf(all.github)

/** GitHub App private key. */
export const githubApp = builderOf(all.githubApp)

/** GitHub fine-grained personal access token. */
export const githubFineGrained = builderOf(all.githubFineGrained)

/** GitHub App installation token. */
export const githubInstallation = builderOf(all.githubInstallation)

/** GitLab access token. */
export const gitlab = builderOf(all.gitlab)

/** GitLab deploy token. */
export const gitlabDeployToken = builderOf(all.gitlabDeployToken)

/** Google API key. */
export const googleApiKey = builderOf(all.googleApiKey)

/** Google service account key. */
export const googleServiceAccount = builderOf(all.googleServiceAccount)

/** Grafana service account token. */
export const grafana = builderOf(all.grafana)

/** Grafana Cloud access policy token. */
export const grafanaCloud = builderOf(all.grafanaCloud)

/** Groq API key. */
export const groq = builderOf(all.groq)

/** HCP Terraform token. */
export const hcpTerraform = builderOf(all.hcpTerraform)

/** Heroku API token. */
export const heroku = builderOf(all.heroku)

/** Honeycomb API key. */
export const honeycomb = builderOf(all.honeycomb)

/** HubSpot private app token or service key. */
export const hubspot = builderOf(all.hubspot)

/** Hugging Face user access token. */
export const huggingFace = builderOf(all.huggingFace)

/** Infisical client secret of a machine identity. */
export const infisical = builderOf(all.infisical)

/** Intercom access token. */
export const intercom = builderOf(all.intercom)

/** JFrog Platform access token. */
export const jfrog = builderOf(all.jfrog)

/** Jira Cloud API token. */
export const jiraCloud = builderOf(all.jiraCloud)

/** Jira Cloud API token with scopes. */
export const jiraCloudScoped = builderOf(all.jiraCloudScoped)

/** Jira Data Center personal access token. */
export const jiraDataCenter = builderOf(all.jiraDataCenter)

/** Klaviyo private API key. */
export const klaviyo = builderOf(all.klaviyo)

/** Kubernetes service account token, with one permission. */
export const kubernetesAccess = builderOf(all.kubernetesAccess)

/** Kubernetes service account token. */
export const kubernetesToken = builderOf(all.kubernetesToken)

/** LaunchDarkly access token. */
export const launchdarkly = builderOf(all.launchdarkly)

/** Linear API key. */
export const linear = builderOf(all.linear)

/** Linode (Akamai) personal access token. */
export const linode = builderOf(all.linode)

/** Mailchimp Marketing API key. */
export const mailchimp = builderOf(all.mailchimp)

/** Mailgun API key. */
export const mailgun = builderOf(all.mailgun)

/** Mailjet secret key. */
export const mailjet = builderOf(all.mailjet)

/** Mapbox access token. */
export const mapbox = builderOf(all.mapbox)

/** Mistral API key. */
export const mistral = builderOf(all.mistral)

/** Mixpanel service account secret. */
export const mixpanel = builderOf(all.mixpanel)

/** MongoDB Atlas service account. */
export const mongodbAtlas = builderOf(all.mongodbAtlas)

/** Neon API key. */
export const neon = builderOf(all.neon)

/** Netlify personal access token. */
export const netlify = builderOf(all.netlify)

/** New Relic user key. */
export const newRelic = builderOf(all.newRelic)

/** Notion integration secret. */
export const notion = builderOf(all.notion)

/** Okta API token. */
export const okta = builderOf(all.okta)

/** Okta app client secret. */
export const oktaClient = builderOf(all.oktaClient)

/** 1Password Events API token. */
export const onepasswordEvents = builderOf(all.onepasswordEvents)

/** OpenAI API key. */
export const openai = builderOf(all.openai)

/** OpenAI admin key. */
export const openaiAdmin = builderOf(all.openaiAdmin)

/** OpenRouter API key. */
export const openrouter = builderOf(all.openrouter)

/** PagerDuty REST API key. */
export const pagerdutyRest = builderOf(all.pagerdutyRest)

/** PayPal app client. */
export const paypal = builderOf(all.paypal)

/** Pinecone API key. */
export const pinecone = builderOf(all.pinecone)

/** Plaid API keys. */
export const plaid = builderOf(all.plaid)

/** Plaid item access token. */
export const plaidItem = builderOf(all.plaidItem)

/** PlanetScale service token. */
export const planetscale = builderOf(all.planetscale)

/** PostHog personal API key. */
export const posthog = builderOf(all.posthog)

/** Postmark server token. */
export const postmark = builderOf(all.postmark)

/** Pulumi Cloud access token. */
export const pulumi = builderOf(all.pulumi)

/** Render API key. */
export const render = builderOf(all.render)

/** Replicate API token. */
export const replicate = builderOf(all.replicate)

/** Resend API key. */
export const resend = builderOf(all.resend)

/** Salesforce connected app client. */
export const salesforce = builderOf(all.salesforce)

/** Salesforce refresh token. */
export const salesforceRefreshToken = builderOf(all.salesforceRefreshToken)

/** Segment Public API token. */
export const segment = builderOf(all.segment)

/** SendGrid API key. */
export const sendgrid = builderOf(all.sendgrid)

/** Sentry auth token. */
export const sentry = builderOf(all.sentry)

/** ServiceNow integration user. */
export const servicenow = builderOf(all.servicenow)

/** Shopify Admin API access token. */
export const shopify = builderOf(all.shopify)

/** Slack bot or user token. */
export const slack = builderOf(all.slack)

/** Slack app configuration token. */
export const slackConfig = builderOf(all.slackConfig)

/** Snowflake programmatic access token. */
export const snowflake = builderOf(all.snowflake)

/** Snyk API token. */
export const snyk = builderOf(all.snyk)

/** SonarQube token. */
export const sonarqube = builderOf(all.sonarqube)

/** Splunk HTTP Event Collector token. */
export const splunkHec = builderOf(all.splunkHec)

/** Square access token. */
export const square = builderOf(all.square)

/** Stripe API key. */
export const stripe = builderOf(all.stripe)

/** Supabase personal access token. */
export const supabase = builderOf(all.supabase)

/** Supabase project secret key. */
export const supabaseProject = builderOf(all.supabaseProject)

/** Tailscale API access token. */
export const tailscale = builderOf(all.tailscale)

/** Telegram bot token. */
export const telegram = builderOf(all.telegram)

/** Trello token. */
export const trello = builderOf(all.trello)

/** Twilio auth token. */
export const twilio = builderOf(all.twilio)

/** Twilio API key. */
export const twilioApiKey = builderOf(all.twilioApiKey)

/** Upstash Redis REST token. */
export const upstashRedis = builderOf(all.upstashRedis)

/** Vault or OpenBao token. */
export const vault = builderOf(all.vault)

/** Vercel access token. */
export const vercel = builderOf(all.vercel)

/** xAI API key. */
export const xai = builderOf(all.xai)

/** Zendesk API token. */
export const zendesk = builderOf(all.zendesk)

/** Zoom server-to-server app client. */
export const zoom = builderOf(all.zoom)
