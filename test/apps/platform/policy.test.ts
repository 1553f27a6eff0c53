import fc from 'fast-check';
import { defaultPolicy, mergePolicy, policySchema } from '../../../apps/platform/policy.ts';
import type { PolicyInput } from '../../../apps/platform/policy.ts';

const duration = fc.constantFrom('30m', '48h', '7d');
const size = fc.constantFrom('512Mi', '4Gi', '10Gi');

/** Any policy section a person may write; every key may be absent. */
const section: fc.Arbitrary<PolicyInput> = fc.record(
  {
    trigger: fc.constantFrom('automatic' as const, 'label' as const),
    label: fc.constantFrom('preview', 'deploy me'),
    noPreviewLabel: fc.constantFrom('no-preview', 'off'),
    drafts: fc.constantFrom('skip' as const, 'deploy' as const),
    bots: fc.constantFrom('skip' as const, 'deploy' as const),
    forks: fc.constantFrom('approve' as const, 'deny' as const),
    baseBranches: fc.array(fc.constantFrom('main', 'release/*', '**'), { maxLength: 2 }),
    images: fc.constantFrom('digest' as const, 'tag' as const),
    registries: fc.array(fc.constantFrom('ghcr.io/acme/', 'ghcr.io/other/'), { maxLength: 2 }),
    limits: fc.record(
      { cpu: fc.constantFrom('1', '500m'), memory: size, storage: size },
      { requiredKeys: [] },
    ),
    preserve: fc.record(
      { duration, total: duration, max: fc.nat({ max: 9 }) },
      { requiredKeys: [] },
    ),
    ttl: duration,
  },
  { requiredKeys: [] },
);

const nested = ['limits', 'preserve'] as const;
const flat = Object.keys(defaultPolicy).filter(
  (key) => !nested.some((one) => one === key),
) as Exclude<keyof typeof defaultPolicy, (typeof nested)[number]>[];

describe('mergePolicy', () => {
  it('takes each key from the overrides where given, else from the base', () => {
    fc.assert(
      fc.property(section, section, (platform, project) => {
        const base = mergePolicy(defaultPolicy, platform);
        const merged = mergePolicy(base, project);
        for (const key of flat) expect(merged[key]).toEqual(project[key] ?? base[key]);
        for (const key of nested) expect(merged[key]).toEqual({ ...base[key], ...project[key] });
      }),
    );
  });

  it('is complete, and has no key that policy does not have', () => {
    fc.assert(
      fc.property(section, (project) => {
        const merged = mergePolicy(defaultPolicy, project);
        expect(Object.keys(merged)).toEqual(Object.keys(defaultPolicy));
        expect(JSON.stringify(merged)).toBe(JSON.stringify({ ...merged }));
      }),
    );
  });

  it('changes nothing without overrides, and nothing when done twice', () => {
    fc.assert(
      fc.property(section, section, (platform, project) => {
        const base = mergePolicy(defaultPolicy, platform);
        expect(mergePolicy(base, {})).toEqual(base);
        expect(mergePolicy(base)).toEqual(base);
        const once = mergePolicy(base, project);
        expect(mergePolicy(once, project)).toEqual(once);
      }),
    );
  });

  it('leaves its arguments alone', () => {
    const before = structuredClone(defaultPolicy);
    mergePolicy(defaultPolicy, { limits: { cpu: '9' }, preserve: { max: 9 } });
    expect(defaultPolicy).toEqual(before);
  });
});

describe('policySchema', () => {
  it('takes every policy a person may write, unchanged', () => {
    fc.assert(fc.property(section, (input) => expect(policySchema.parse(input)).toEqual(input)));
  });

  it('takes a number where YAML makes one of a quantity', () => {
    expect(policySchema.parse({ limits: { cpu: 2 } }).limits).toEqual({ cpu: '2' });
  });
});
