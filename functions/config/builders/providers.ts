// Written by `npm run catalogue`, from the files of `functions/providers`.
import * as all from '../../providers/all.ts'
import { builderOf } from './provider-builder.ts'

/** Fastly API token. */
export const fastly = builderOf(all.fastly)

/** GitHub personal access token (classic). */
export const github = builderOf(all.github)

/** Telegram bot token. */
export const telegram = builderOf(all.telegram)
