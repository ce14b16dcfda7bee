/** The files of a room that are mutated, and the tests nearest to them. */
export type MutantTarget = { readonly mutate: readonly string[]; readonly tests: readonly string[] }

/** Every room that has its bar, by the name that `npm run test:mutants -- <name>` takes. */
export const targets: Readonly<Record<string, MutantTarget>> = {
  assess: {
    mutate: ['functions/core/probe/assess.ts', 'functions/core/probe/findings.ts'],
    tests: [
      'test/core/probe/assess.test.ts',
      'test/core/probe/assess-confirmation.test.ts',
      'test/core/probe/findings.test.ts',
    ],
  },
  ruling: {
    mutate: ['functions/core/gate/decide.ts'],
    tests: ['test/core/gate/decide.test.ts'],
  },
  guard: {
    mutate: [
      'functions/core/model/addresses.ts',
      'functions/core/model/host-binding.ts',
      'functions/config/addresses.ts',
      'functions/core/probe/network/connect.ts',
      'functions/core/probe/network/wire-limit.ts',
    ],
    tests: [
      'test/core/model/addresses.test.ts',
      'test/core/model/host-binding.test.ts',
      'test/core/model/parser-edges.test.ts',
      'test/core/probe/network/guard.test.ts',
      'test/core/probe/network/connect.test.ts',
      'test/core/probe/network/roads.test.ts',
      'test/core/probe/network/wire-limit.test.ts',
      'test/core/probe/network/hostile.test.ts',
      'test/core/probe/network/tls.test.ts',
      'test/core/probe/network/timings.test.ts',
      'test/core/probe/network/deadline.test.ts',
      'test/config/urls.test.ts',
      'test/config/deployable.test.ts',
      'test/aws/deployed-network.test.ts',
    ],
  },
  scrubber: {
    mutate: [
      'functions/core/model/echo.ts',
      'functions/core/model/decoded.ts',
      'functions/core/model/live-secrets.ts',
      'functions/core/model/credential.ts',
      'functions/aws/guarded-output.ts',
    ],
    tests: [
      'test/core/model/live-secrets.test.ts',
      'test/core/model/decoded.test.ts',
      'test/core/model/echo.test.ts',
      'test/core/model/credential-values.test.ts',
      'test/core/model/credential.test.ts',
      'test/aws/guarded-writes.test.ts',
      'test/aws/guarded-output.test.ts',
    ],
  },
  parsers: {
    mutate: [
      'functions/core/model/duration.ts',
      'functions/core/model/http-date.ts',
      'functions/core/model/instant.ts',
      'functions/core/model/scopes.ts',
      'functions/core/model/secret-value.ts',
      'functions/core/probe/challenge.ts',
    ],
    tests: [
      'test/core/model/duration.test.ts',
      'test/core/model/expiry.test.ts',
      'test/core/model/http-date.test.ts',
      'test/core/model/parser-edges.test.ts',
      'test/core/model/scopes.test.ts',
      'test/core/model/secret-value.test.ts',
      'test/core/model/ordinary-texts.test.ts',
      'test/core/probe/challenge.test.ts',
    ],
  },
}

/** Share of the mutants that the tests have to kill, in percent. */
export const leastKilled = 85
