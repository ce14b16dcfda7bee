import { type Check, type CheckKey, hostOf } from '../core/model/check.ts'
import { profileOf } from '../providers/providers.ts'
import type { CheckDraft } from './profiles/profile-input.ts'
import { type Settings, urgencyIn } from './settings.ts'

/** Everything of a check that its own draft does not say. */
type Surrounding = {
  readonly environment: string
  readonly settings: Settings
  /** Names of the owners that have people of their own. */
  readonly owners: readonly string[]
}

/** Builds the check of a draft in its environment, with every default filled in. */
export function expandCheck(draft: CheckDraft, { environment, settings, owners }: Surrounding): Check {
  const key: CheckKey = `${environment}/${draft.id}`
  const { id, profile, question, answers, allowPrivate, impact, usedBy, tags, perCheckAlarm, gate, proof } = draft
  const { consumers, shared } = draft
  return {
    key,
    id,
    environment,
    profile,
    provider: providerOf(draft),
    question,
    secret: draft.secret ?? null,
    needs: draft.needs,
    paths: pathsOf(draft),
    answers,
    expect: expectationsOf(draft, environment),
    expiry: {
      expires: draft.expires ?? null,
      issuedAt: draft.issuedAt ?? null,
      maxAgeSeconds: draft.maxAge ?? null,
      secretField: draft.expiresField ?? null,
    },
    everySeconds: Math.max(settings.every, draft.minimumSeconds ?? 0),
    budget: settings.budget,
    warnSeconds: settings.warn,
    criticalSeconds: settings.critical,
    thresholds: {
      unknownAfter: settings.unknownAfter,
      misconfiguredAfter: settings.misconfiguredAfter,
      recoversAfter: settings.recoversAfter,
      unprovedAfterSeconds: settings.unprovedAfter,
    },
    allowPrivate,
    impact,
    owner: settings.owner,
    routesTo: settings.owner !== null && owners.includes(settings.owner) ? settings.owner : null,
    urgency: urgencyIn(environment, settings),
    workingHours: settings.workingHours,
    paging: settings.paging,
    runbook: settings.runbook,
    usedBy,
    tags,
    rotation: draft.rotation ?? { by: 'manual' },
    consumers,
    shared,
    overlapSeconds: draft.overlap ?? null,
    perCheckAlarm,
    gate,
    proof,
    controls: draft.controls,
    issueUrl: draft.issueUrl ?? null,
    sunset: draft.sunset ?? null,
  }
}

/** Names the provider, whose checks fail together. Without fixed hosts in the catalogue, each host is a provider. */
function providerOf({ profile, question }: CheckDraft): string {
  return profileOf(profile).fixedHosts ? profile : (hostOf({ question }) ?? profile)
}

function pathsOf({ read }: CheckDraft): Check['paths'] {
  return {
    identity: read.identity ?? null,
    environment: read.environment ?? null,
    scopes: read.scopes ?? null,
    expires: read.expires ?? null,
  }
}

/** Expects a label only where the config says how to find it: most providers' answers carry none. */
function expectationsOf(draft: CheckDraft, environment: string): Check['expect'] {
  const label = draft.read.environment === undefined ? null : environment
  return {
    identity: draft.identity ?? null,
    environment: draft.environmentLabel ?? label,
    scopes: draft.scopes,
    assert: draft.assert,
    slowAfterMs: draft.slowAfter ?? null,
  }
}
