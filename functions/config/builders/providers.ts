// Written by `npm run catalogue`, from the files of `functions/providers`.
import * as all from '../../providers/all.ts'
import { builderOf } from './provider-builder.ts'

/** Azure DevOps personal access token. */
export const azureDevops = builderOf(all.azureDevops)

/** Bitbucket Cloud API token. */
export const bitbucket = builderOf(all.bitbucket)

/** Buildkite API access token. */
export const buildkite = builderOf(all.buildkite)

/** CircleCI API token. */
export const circleci = builderOf(all.circleci)

/** Docker Hub access token. */
export const dockerHub = builderOf(all.dockerHub)

/** Fastly API token. */
export const fastly = builderOf(all.fastly)

/** GitHub personal access token (classic). */
export const github = builderOf(all.github)

/** GitLab access token. */
export const gitlab = builderOf(all.gitlab)

/** HCP Terraform token. */
export const hcpTerraform = builderOf(all.hcpTerraform)

/** JFrog Platform access token. */
export const jfrog = builderOf(all.jfrog)

/** Sentry auth token. */
export const sentry = builderOf(all.sentry)

/** Snyk API token. */
export const snyk = builderOf(all.snyk)

/** SonarQube token. */
export const sonarqube = builderOf(all.sonarqube)

/** Telegram bot token. */
export const telegram = builderOf(all.telegram)
