import { App, Chart } from 'cdk8s';

export type Resources = {
  readonly requests: Readonly<Record<string, string>>;
  readonly limits: Readonly<Record<string, string>>;
};
export type Variable = {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: object;
};
export type Container = {
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly env?: readonly Variable[];
  readonly resources: Resources;
  readonly securityContext: object;
  readonly restartPolicy?: string;
};
export type PodSpec = {
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
};
/** What tests read of an object; the rest is there too. */
export type KubeObject = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly annotations?: Record<string, string>;
    readonly labels?: Record<string, string>;
  };
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly spec: any;
  readonly data?: Readonly<Record<string, string>>;
};

/** Everything the constructs put into a chart, as it would be written. */
export function render(build: (chart: Chart) => void): KubeObject[] {
  const chart = new Chart(new App(), 'test', { disableResourceNameHashes: true });
  build(chart);
  return chart.toJson() as KubeObject[];
}

/** The only object of a kind. */
export function only(objects: readonly KubeObject[], kind: string): KubeObject {
  const [found, ...more] = objects.filter((object) => object.kind === kind);
  if (!found || more.length > 0) {
    throw new Error(`expected one ${kind}, got ${objects.map(({ kind }) => kind).join(', ')}`);
  }
  return found;
}
