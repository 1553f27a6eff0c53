import { stringify } from 'yaml';

/** One pod each, with the labels that policies look for. */
const standIns = {
  'kube-system/traefik': { 'app.kubernetes.io/name': 'traefik' },
  'kube-system/dns': { 'k8s-app': 'kube-dns' },
  'observability/prometheus': { 'app.kubernetes.io/name': 'prometheus' },
  // Nobody's friend: it bears the names of an app and of the ingress controller, in a namespace of its own.
  'outsider/app': { 'app.kubernetes.io/name': 'app' },
  'outsider/traefik': { 'app.kubernetes.io/name': 'traefik' },
} as const;

/** YAML of what the cluster has beside the environments. */
export function standInObjects(): string {
  const paths = Object.entries(standIns).map(([path, labels]) => {
    const [namespace, name] = path.split('/');
    return { namespace, name, labels };
  });
  const namespaces = [...new Set(paths.map(({ namespace }) => namespace))].map((name) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name, labels: { 'kubernetes.io/metadata.name': name } },
  }));
  const pods = paths.map((metadata) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata,
    spec: { containers: [{ name: 'main', image: 'example.com/stand-in:1' }] },
  }));
  return [...namespaces, ...pods].map((object) => stringify(object)).join('---\n');
}
