// Written by `npm run catalogue`, from the files of `functions/providers`.
import * as all from '../../providers/all.ts'
import { builderOf } from './provider-builder.ts'

/** Algolia API key. */
export const algolia = builderOf(all.algolia)

/** Azure DevOps personal access token. */
export const azureDevops = builderOf(all.azureDevops)

/** Bitbucket Cloud API token. */
export const bitbucket = builderOf(all.bitbucket)

/** Buildkite API access token. */
export const buildkite = builderOf(all.buildkite)

/** CircleCI API token. */
export const circleci = builderOf(all.circleci)

/** mTLS client certificate. */
export const clientCertificate = builderOf(all.clientCertificate)

/** Cloudflare account API token. */
export const cloudflareAccount = builderOf(all.cloudflareAccount)

/** Cloudflare user API token. */
export const cloudflareUser = builderOf(all.cloudflareUser)

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

/** DigitalOcean personal access token. */
export const digitalocean = builderOf(all.digitalocean)

/** Docker Hub access token. */
export const dockerHub = builderOf(all.dockerHub)

/** Fastly API token. */
export const fastly = builderOf(all.fastly)

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

/** Google service account key. */
export const googleServiceAccount = builderOf(all.googleServiceAccount)

/** Grafana service account token. */
export const grafana = builderOf(all.grafana)

/** Grafana Cloud access policy token. */
export const grafanaCloud = builderOf(all.grafanaCloud)

/** HCP Terraform token. */
export const hcpTerraform = builderOf(all.hcpTerraform)

/** Heroku API token. */
export const heroku = builderOf(all.heroku)

/** Honeycomb API key. */
export const honeycomb = builderOf(all.honeycomb)

/** JFrog Platform access token. */
export const jfrog = builderOf(all.jfrog)

/** LaunchDarkly access token. */
export const launchdarkly = builderOf(all.launchdarkly)

/** Linode (Akamai) personal access token. */
export const linode = builderOf(all.linode)

/** Mapbox access token. */
export const mapbox = builderOf(all.mapbox)

/** MongoDB Atlas service account. */
export const mongodbAtlas = builderOf(all.mongodbAtlas)

/** Netlify personal access token. */
export const netlify = builderOf(all.netlify)

/** New Relic user key. */
export const newRelic = builderOf(all.newRelic)

/** PagerDuty REST API key. */
export const pagerdutyRest = builderOf(all.pagerdutyRest)

/** Pinecone API key. */
export const pinecone = builderOf(all.pinecone)

/** Render API key. */
export const render = builderOf(all.render)

/** Sentry auth token. */
export const sentry = builderOf(all.sentry)

/** Snowflake programmatic access token. */
export const snowflake = builderOf(all.snowflake)

/** Snyk API token. */
export const snyk = builderOf(all.snyk)

/** SonarQube token. */
export const sonarqube = builderOf(all.sonarqube)

/** Tailscale API access token. */
export const tailscale = builderOf(all.tailscale)

/** Telegram bot token. */
export const telegram = builderOf(all.telegram)

/** Vault or OpenBao token. */
export const vault = builderOf(all.vault)

/** Vercel access token. */
export const vercel = builderOf(all.vercel)
