import { ENVIRONMENT_KINDS } from '../../../constructs/platform/environment-kinds.ts';
import { findProject, type Platform } from '../../platform/platform.ts';
import { isLive, type EnvironmentRecord } from '../record.ts';
import { guardFindings } from './guards.ts';
import { groupKind, type KubeObject } from './object.ts';
import { findIf, type Finding, type Rule } from './rule.ts';
import { exposureRule } from './rules/exposure.ts';
import { hostRule } from './rules/host.ts';
import { imageRule } from './rules/image.ts';
import { isolationRule } from './rules/isolation.ts';
import { nameRule } from './rules/name.ts';
import { namespaceRule } from './rules/namespace.ts';
import { podSecurityRule } from './rules/pod-security.ts';
import { resourcesRule } from './rules/resources.ts';
import { secretRule } from './rules/secret.ts';
import { createSchemaRule } from './schema.ts';

/** What must not be committed: which rule says so, of which object (`Deployment app`), at which field. */
export type Violation = Finding & { readonly rule: string; readonly object: string };

/** Looks at all objects of one environment before they are committed; nothing found: they may be. */
export type Check = (
  objects: readonly object[],
  environment: { readonly record: EnvironmentRecord; readonly platform: Platform },
) => readonly Violation[];

const kinds: ReadonlySet<string> = new Set([
  '/Namespace',
  ...ENVIRONMENT_KINDS.map(({ group, kind }) => `${group}/${kind}`),
]);

const kindRule: Rule = (object) =>
  findIf(
    !kinds.has(groupKind(object)),
    'kind',
    `Argo CD may not make ${groupKind(object)}; add it to constructs/platform/environment-kinds.ts`,
  );

/** In the order in which they are told. */
const RULES: readonly (readonly [string, Rule])[] = [
  ['kind', kindRule],
  ['namespace', namespaceRule],
  ['name', nameRule],
  ['image', imageRule],
  ['host', hostRule],
  ['pod-security', podSecurityRule],
  ['resources', resourcesRule],
  ['exposure', exposureRule],
  ['isolation', isolationRule],
  ['secret', secretRule],
];

/** The check of everything before it is committed; compiles its schemas once, so make one and keep it. */
export function createCheck(): Check {
  const schemaRule = createSchemaRule();
  return (objects, { record, platform }) => {
    const context = { record, platform, project: findProject(platform, record.project) };
    const right: KubeObject[] = [];
    const violations: Violation[] = [];
    for (const object of objects as readonly KubeObject[]) {
      const told = (rule: string) => (one: Finding) =>
        violations.push({ rule, object: nameOf(object), ...one });
      const wrong = schemaRule(object);
      wrong.forEach(told('schema'));
      // The rules rely on the shape of what they look at.
      if (wrong.length > 0) continue;
      right.push(object);
      for (const [name, rule] of RULES) rule(object, context).forEach(told(name));
    }
    const twice = right.map(identity).filter((id, at, all) => all.indexOf(id) < at);
    return [
      ...violations,
      ...twice.map((object) => ({
        ...{ rule: 'name', object, field: 'metadata.name', message: 'stands there a second time' },
      })),
      ...(isLive(record) ? guardFindings(right) : []).map((one) => ({
        rule: 'guard',
        object: record.id,
        ...one,
      })),
    ];
  };
}

/** `pod-security: Deployment app, spec.template.spec.hostNetwork: expected none, got true`. */
export function formatViolation({ rule, object, field, message }: Violation): string {
  return `${rule}: ${object}, ${field}: ${message}`;
}

function identity(object: KubeObject): string {
  return `${groupKind(object).replace(/^\//, '')} ${object.metadata.name}`;
}

/** Of what may be no object at all. */
function nameOf(object: Partial<KubeObject>): string {
  return `${object.kind ?? 'something without a kind'} ${object.metadata?.name ?? 'without a name'}`;
}
