// Written by `npm run catalogue`, from the files of `functions/providers`.
import * as all from '../../providers/all.ts'
import { builderOf } from './provider-builder.ts'

/** Airtable personal access token. */
export const airtable = builderOf(all.airtable)

/** Anthropic API key. */
export const anthropic = builderOf(all.anthropic)

/** Asana personal access token. */
export const asana = builderOf(all.asana)

/** Auth0 application client secret. */
export const auth0 = builderOf(all.auth0)

/** Box access token. */
export const box = builderOf(all.box)

/** Box app client. */
export const boxClient = builderOf(all.boxClient)

/** mTLS client certificate. */
export const clientCertificate = builderOf(all.clientCertificate)

/** Cohere API key. */
export const cohere = builderOf(all.cohere)

/** Confluence Cloud API token. */
export const confluenceCloud = builderOf(all.confluenceCloud)

/** Container registry. */
export const containerRegistry = builderOf(all.containerRegistry)

/** Discord bot token. */
export const discord = builderOf(all.discord)

/** Dropbox access token. */
export const dropbox = builderOf(all.dropbox)

/** Microsoft Entra application secret. */
export const entraApp = builderOf(all.entraApp)

/** Microsoft Entra application secret, with its expiry from Graph. */
export const entraAppExpiry = builderOf(all.entraAppExpiry)

/** Fastly API token. */
export const fastly = builderOf(all.fastly)

/** Figma personal access token. */
export const figma = builderOf(all.figma)

/** GitHub personal access token (classic). */
export const github = builderOf(all.github)

/** GitHub App private key. */
export const githubApp = builderOf(all.githubApp)

/** GitHub App installation token. */
export const githubInstallation = builderOf(all.githubInstallation)

/** Google API key. */
export const googleApiKey = builderOf(all.googleApiKey)

/** Google service account key. */
export const googleServiceAccount = builderOf(all.googleServiceAccount)

/** HubSpot private app token or service key. */
export const hubspot = builderOf(all.hubspot)

/** Hugging Face user access token. */
export const huggingFace = builderOf(all.huggingFace)

/** Intercom access token. */
export const intercom = builderOf(all.intercom)

/** Jira Cloud API token. */
export const jiraCloud = builderOf(all.jiraCloud)

/** Jira Cloud API token with scopes. */
export const jiraCloudScoped = builderOf(all.jiraCloudScoped)

/** Jira Data Center personal access token. */
export const jiraDataCenter = builderOf(all.jiraDataCenter)

/** Linear API key. */
export const linear = builderOf(all.linear)

/** Mailchimp Marketing API key. */
export const mailchimp = builderOf(all.mailchimp)

/** Mailgun API key. */
export const mailgun = builderOf(all.mailgun)

/** Mistral API key. */
export const mistral = builderOf(all.mistral)

/** Notion integration secret. */
export const notion = builderOf(all.notion)

/** Okta API token. */
export const okta = builderOf(all.okta)

/** Okta app client secret. */
export const oktaClient = builderOf(all.oktaClient)

/** OpenAI API key. */
export const openai = builderOf(all.openai)

/** OpenAI admin key. */
export const openaiAdmin = builderOf(all.openaiAdmin)

/** OpenRouter API key. */
export const openrouter = builderOf(all.openrouter)

/** PayPal app client. */
export const paypal = builderOf(all.paypal)

/** Plaid API keys. */
export const plaid = builderOf(all.plaid)

/** Plaid item access token. */
export const plaidItem = builderOf(all.plaidItem)

/** Postmark server token. */
export const postmark = builderOf(all.postmark)

/** Salesforce connected app client. */
export const salesforce = builderOf(all.salesforce)

/** SendGrid API key. */
export const sendgrid = builderOf(all.sendgrid)

/** Shopify Admin API access token. */
export const shopify = builderOf(all.shopify)

/** Slack bot or user token. */
export const slack = builderOf(all.slack)

/** Slack app configuration token. */
export const slackConfig = builderOf(all.slackConfig)

/** Square access token. */
export const square = builderOf(all.square)

/** Stripe API key. */
export const stripe = builderOf(all.stripe)

/** Telegram bot token. */
export const telegram = builderOf(all.telegram)

/** Twilio auth token. */
export const twilio = builderOf(all.twilio)

/** Twilio API key. */
export const twilioApiKey = builderOf(all.twilioApiKey)

/** xAI API key. */
export const xai = builderOf(all.xai)

/** Zendesk API token. */
export const zendesk = builderOf(all.zendesk)

/** Zoom server-to-server app client. */
export const zoom = builderOf(all.zoom)
