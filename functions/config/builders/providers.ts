// Written by `npm run catalogue`, from the files of `functions/providers`.
import * as all from '../../providers/all.ts'
import { builderOf } from './provider-builder.ts'

/** mTLS client certificate. */
export const clientCertificate = builderOf(all.clientCertificate)

/** Container registry. */
export const containerRegistry = builderOf(all.containerRegistry)

/** Fastly API token. */
export const fastly = builderOf(all.fastly)

/** GitHub personal access token (classic). */
export const github = builderOf(all.github)

/** GitHub App private key. */
export const githubApp = builderOf(all.githubApp)

/** GitHub App installation token. */
export const githubInstallation = builderOf(all.githubInstallation)

/** Google service account key. */
export const googleServiceAccount = builderOf(all.googleServiceAccount)

/** Telegram bot token. */
export const telegram = builderOf(all.telegram)
