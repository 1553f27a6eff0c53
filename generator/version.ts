/** The version of the generator, as in `package.json`; stands in the trailers of its commits. */
export const VERSION = '0.1.0';
