// Written by `npm run catalogue`, from the files of `functions/providers`.
import * as all from '../../providers/all.ts'
import { builderOf } from './provider-builder.ts'

/** Anthropic API key. */
export const anthropic = builderOf(all.anthropic)

/** Cohere API key. */
export const cohere = builderOf(all.cohere)

/** Discord bot token. */
export const discord = builderOf(all.discord)

/** Fastly API token. */
export const fastly = builderOf(all.fastly)

/** GitHub personal access token (classic). */
export const github = builderOf(all.github)

/** Google API key. */
export const googleApiKey = builderOf(all.googleApiKey)

/** Hugging Face user access token. */
export const huggingFace = builderOf(all.huggingFace)

/** Mailchimp Marketing API key. */
export const mailchimp = builderOf(all.mailchimp)

/** Mailgun API key. */
export const mailgun = builderOf(all.mailgun)

/** Mistral API key. */
export const mistral = builderOf(all.mistral)

/** OpenAI API key. */
export const openai = builderOf(all.openai)

/** OpenAI admin key. */
export const openaiAdmin = builderOf(all.openaiAdmin)

/** OpenRouter API key. */
export const openrouter = builderOf(all.openrouter)

/** Postmark server token. */
export const postmark = builderOf(all.postmark)

/** SendGrid API key. */
export const sendgrid = builderOf(all.sendgrid)

/** Slack bot or user token. */
export const slack = builderOf(all.slack)

/** Slack app configuration token. */
export const slackConfig = builderOf(all.slackConfig)

/** Telegram bot token. */
export const telegram = builderOf(all.telegram)

/** Twilio auth token. */
export const twilio = builderOf(all.twilio)

/** Twilio API key. */
export const twilioApiKey = builderOf(all.twilioApiKey)

/** xAI API key. */
export const xai = builderOf(all.xai)
