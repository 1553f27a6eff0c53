import fc from 'fast-check';

// Chosen at random where it is not given, and told with every failure.
const seed = process.env.FAST_CHECK_SEED;
if (seed) fc.configureGlobal({ seed: Number(seed) });
