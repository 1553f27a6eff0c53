import { projectSecretName } from '../../../constructs/environment/project-secret.ts';
import type { Evidence } from '../evidence.ts';
import { waitsFor } from '../pods.ts';
import {
  isYoung,
  ofContainer,
  PLATFORM_TEAM,
  quoted,
  type ContainerSituation,
  type Found,
} from './case.ts';

const PROJECT = projectSecretName('');

/** What the kubelet or the runtime says of a container that it could not make. */
function saidOf({ trouble }: ContainerSituation): string {
  const { state, lastState } = trouble.status;
  const end = state?.terminated ?? lastState?.terminated;
  const couldNotStart = end && /^(?:StartError|ContainerCannotRun)$/.test(end.reason ?? '');
  const waiting = state?.waiting;
  const isError = /^(?:CreateContainer(?:Config)?Error|RunContainerError)$/.test(
    waiting?.reason ?? '',
  );
  return (isError ? waiting?.message : couldNotStart ? end.message : '') ?? '';
}

export const secret = ofContainer('a secret is missing', (situation) => {
  const said = saidOf(situation);
  const absent = /secret "([a-z0-9.-]{1,253})" not found/i.exec(said)?.[1];
  const keyless = /find key \S{1,253} in Secret (?:[^/\s]{1,63}\/)?([a-z0-9.-]{1,253})/i.exec(said);
  const name = absent ?? keyless?.[1];
  if (name === undefined || isYoung(situation)) return undefined;
  return secretMissing(name, situation.evidence);
});

/** What External Secrets says of a Secret that it does not serve, after a colon; undefined where it serves it. */
export function whyUnserved(
  name: string,
  externalSecrets: Evidence['externalSecrets'],
): string | undefined {
  const unready = externalSecrets
    .filter(({ metadata, spec }) => (spec?.target?.name ?? metadata.name) === name)
    .flatMap(({ status }) => status?.conditions ?? [])
    .find(({ type, status }) => type === 'Ready' && status === 'False');
  return unready && `: External Secrets says ${quoted(unready.message ?? unready.reason ?? '')}`;
}

/** What is to be said where a Secret is not there or not whole. */
export function secretMissing(name: string, { externalSecrets }: Evidence): Found {
  const because = whyUnserved(name, externalSecrets) ?? '';
  if (!name.startsWith(PROJECT)) {
    return {
      kind: 'secret-missing',
      summary: `the generated password ${quoted(name)} is not there${because}`,
      fix: `${PLATFORM_TEAM}: External Secrets has to make it`,
    };
  }
  const key = name.slice(PROJECT.length);
  return {
    kind: 'secret-missing',
    summary: `the project's secret ${quoted(key)} is not there${because}`,
    fix: `put \`${key}\` into the project's secret store, or take it out of \`envFrom\``,
  };
}

export const root = ofContainer('the image wants to be root', (situation) => {
  const said = saidOf(situation);
  if (!/run as root|runAsNonRoot|non-numeric user|breaks non-root policy/i.test(said)) {
    return undefined;
  }
  return {
    kind: 'runs-as-root',
    summary: 'its image would run as root, which nothing may here',
    fix: `set \`${situation.part.path}app.runAsUser\` to the number of a user above 0 who can run it, or \`USER\` in the image`,
  };
});

export const command = ofContainer('the program cannot be started', (situation) => {
  const said = saidOf(situation);
  if (said === '' || isYoung(situation)) return undefined;
  if (/exec format error/i.test(said)) return wrongArchitecture;
  const program = /exec: "([^"]{1,200})"/.exec(said)?.[1];
  const what = program === undefined ? 'its program' : quoted(program);
  if (/chdir|cwd/.test(said) && /permission denied/i.test(said)) {
    return {
      kind: 'runs-as-root',
      summary: 'its user may not enter the working directory of the image',
      fix: `let everybody read it in the image, or set \`${situation.part.path}app.runAsUser\` to its owner`,
    };
  }
  const theirs = waitsFor(situation.trouble) === undefined;
  if (theirs && /not found|no such file|permission denied|is a directory/i.test(said)) {
    const why = /permission denied/i.test(said) ? 'may not be run' : 'is not in the image';
    return {
      kind: 'bad-command',
      summary: `${what} ${why}`,
      fix: `correct \`${commandField(situation)}\`: a list of words, the first a program of the image`,
    };
  }
  return {
    kind: 'cluster-fault',
    summary: `the container cannot be made: ${quoted(said)}`,
    fix: PLATFORM_TEAM,
  };
});

export const wrongArchitecture: Found = {
  kind: 'wrong-architecture',
  summary: "its program was not built for the nodes' architecture",
  fix: 'build the image for the architecture of the cluster, with `docker build --platform`',
};

/** Where `k8s-ee.yaml` says what this container runs. */
export function commandField({ part, trouble }: ContainerSituation): string {
  if (part.kind === 'seed') return 'seed.command';
  return trouble.container === 'migrate' ? `${part.path}migrate` : `${part.path}app.command`;
}
