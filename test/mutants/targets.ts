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
}

/** Share of the mutants that the tests have to kill, in percent. */
export const leastKilled = 85
