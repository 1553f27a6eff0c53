/** How the compiler reads one kind of file. */
const compiled = (parser, transform = {}) => [
  '@swc/jest',
  {
    jsc: { target: 'es2022', parser, transform, experimental: { keepImportAttributes: true } },
    module: { type: 'es6' },
  },
];

/** @type {import('jest').Config} */
export default {
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: {
    '^.+\\.ts$': compiled({ syntax: 'typescript' }),
    '^.+\\.tsx$': compiled(
      { syntax: 'typescript', tsx: true },
      { react: { runtime: 'automatic', importSource: 'preact' } },
    ),
  },
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/e2e/'],
  setupFiles: ['<rootDir>/test/support/fast-check-seed.ts'],
  // All of them: much of the time is waiting for git, servers and browsers.
  maxWorkers: '100%',
  testTimeout: 30_000,
};
