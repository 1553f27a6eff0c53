import { parseCpu, parseMemory } from '../../../../constructs/quantity.ts';
import { containersOf } from '../object.ts';
import { findIf, got, type Rule } from '../rule.ts';

const KINDS = [
  { what: 'cpu', parse: parseCpu },
  { what: 'memory', parse: parseMemory },
] as const;

/** Every container says what it asks for and what it may use: the quota refuses one that does not. */
export const resourcesRule: Rule = (object) =>
  containersOf(object).flatMap(({ path, container: { resources = {} } }) =>
    KINDS.flatMap(({ what, parse }) => {
      const [request, limit] = [resources.requests?.[what], resources.limits?.[what]];
      return [
        ...findIf(
          request === undefined,
          `${path}.resources.requests.${what}`,
          'expected a quantity, got nothing',
        ),
        ...findIf(
          limit === undefined,
          `${path}.resources.limits.${what}`,
          'expected a quantity, got nothing',
        ),
        ...findIf(
          request !== undefined &&
            limit !== undefined &&
            parse(String(request)) > parse(String(limit)),
          `${path}.resources.requests.${what}`,
          `expected at most its limit ${got(limit)}, got ${got(request)}`,
        ),
      ];
    }),
  );
