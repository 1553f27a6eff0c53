import { finding, findIf, got, type Finding, type Rule } from '../rule.ts';

const NAME = /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/;
const LABEL_VALUE = /^(?:[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?)?$/;
const KEY_NAME = /^[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?$/;
const MAX = 63;
/** Kubernetes refuses an object with more. Bytes. */
const MAX_ANNOTATIONS = 256 * 1024;

/** Names, labels and annotations that the API server takes. */
export const nameRule: Rule = ({ metadata, spec }) => {
  const { name, labels = {}, annotations = {} } = metadata;
  const template = (spec?.template as { metadata?: { labels?: Record<string, string> } }) ?? {};
  const size = Object.entries(annotations).flat().join('').length;
  return [
    ...findIf(
      !NAME.test(name) || name.length > MAX,
      'metadata.name',
      `expected at most ${MAX} lower-case letters, digits, - and ., got ${got(name)}`,
    ),
    ...labelFindings('metadata.labels', labels),
    ...labelFindings('spec.template.metadata.labels', template.metadata?.labels ?? {}),
    ...Object.keys(annotations).flatMap((key) => keyFindings('metadata.annotations', key)),
    ...findIf(
      size > MAX_ANNOTATIONS,
      'metadata.annotations',
      `expected at most ${MAX_ANNOTATIONS} characters in all, got ${size}`,
    ),
  ];
};

function labelFindings(path: string, labels: Readonly<Record<string, string>>): Finding[] {
  return Object.entries(labels).flatMap(([key, value]) => [
    ...keyFindings(path, key),
    ...findIf(
      !LABEL_VALUE.test(value) || value.length > MAX,
      `${path}[${key}]`,
      `expected at most ${MAX} letters, digits, -, _ and ., got ${got(value)}`,
    ),
  ]);
}

/** `name` or `prefix.example.com/name`. */
function keyFindings(path: string, key: string): Finding[] {
  const [name = '', prefix, ...more] = key.split('/').reverse();
  const right =
    more.length === 0 &&
    (prefix === undefined || (NAME.test(prefix) && prefix.length <= 253)) &&
    KEY_NAME.test(name) &&
    name.length <= MAX;
  return right ? [] : [finding(path, `expected a key such as "example.com/name", got ${got(key)}`)];
}
