import type { Part } from '../part.ts';
import { ofContainer, PLATFORM_TEAM, quoted, type ContainerSituation, type Found } from './case.ts';

const REASONS: readonly string[] = [
  ...['ErrImagePull', 'ImagePullBackOff', 'InvalidImageName', 'ErrImageNeverPull'],
  ...['ImageInspectError', 'RegistryUnavailable', 'SignatureValidationFailed'],
];

/** What a registry or the container runtime says, from the most to the least particular. */
const WHYS: readonly {
  readonly pattern: RegExp;
  readonly kind?: Found['kind'];
  readonly why: string;
  readonly fix: (part: Part) => string;
}[] = [
  {
    pattern:
      /no match for platform|no matching manifest|does not match the (?:specified|current) platform/i,
    kind: 'wrong-architecture',
    why: "it was not built for the nodes' architecture",
    fix: () => 'build it for the architecture of the cluster, with `docker build --platform`',
  },
  {
    pattern: /InvalidImageName|invalid reference format|couldn't parse image/i,
    why: 'its name is not one of an image',
    fix: correctName,
  },
  {
    pattern: /toomanyrequests|too many requests|429/i,
    why: 'the registry was asked too often',
    fix: () => `wait, it is tried again by itself; if it stays so, ${PLATFORM_TEAM}`,
  },
  {
    pattern: /no such host|server misbehaving|name resolution/i,
    why: "the registry's name is not known",
    fix: correctName,
  },
  {
    pattern: /unauthorized|authentication required|denied|forbidden|no basic auth|\b40[13]\b/i,
    why: 'the registry does not give it to the cluster',
    fix: ({ kind }) =>
      kind === 'database'
        ? PLATFORM_TEAM
        : `let everybody read the image, or ask the platform team for the cluster's access to that registry`,
  },
  {
    pattern: /not found|manifest unknown|name unknown|does not exist/i,
    why: 'the registry has no such image',
    fix: (part) =>
      part.kind === 'database'
        ? PLATFORM_TEAM
        : `let CI push exactly this name for this commit, or correct \`${part.path}image.repository\``,
  },
  {
    pattern: /no space left/i,
    why: "the node's disk is full",
    fix: () => PLATFORM_TEAM,
  },
  {
    pattern:
      /time-?out|deadline exceeded|refused|reset by peer|unreachable|EOF|tls:|x509:|\b50\d\b/i,
    why: 'the registry cannot be reached',
    fix: () => `wait, it is tried again by itself; if it stays so, ${PLATFORM_TEAM}`,
  },
];

function correctName(part: Part): string {
  return part.kind === 'database'
    ? PLATFORM_TEAM
    : `correct \`${part.path}image.repository\`, or the project's image in \`platform.yaml\``;
}

export const image = ofContainer('the image cannot be pulled', (situation) => {
  const { trouble, part } = situation;
  const { reason } = trouble.status.state?.waiting ?? {};
  if (!reason || !REASONS.includes(reason)) return undefined;
  const said = reasonSaid(situation);
  const name = /image "([^"\s]{1,300})"/.exec(said)?.[1];
  const which = name === undefined ? 'its image' : `the image ${quoted(name)}`;
  // The name itself could hold any of the words that are looked for.
  const rest = name === undefined ? said : said.replaceAll(name, '');
  const known = WHYS.find(({ pattern }) => pattern.test(`${reason} ${rest}`));
  return {
    kind: known?.kind ?? 'image-pull',
    summary: `${which} cannot be pulled: ${known?.why ?? quoted(rest)}`,
    fix: known?.fix(part) ?? PLATFORM_TEAM,
  };
});

/** Since 1.31 the state has the whole reason; before, only an event has it. */
function reasonSaid({ trouble, events }: ContainerSituation): string {
  const said = trouble.status.state?.waiting?.message ?? '';
  const event = events.find(
    ({ reason, message }) => reason === 'Failed' && message.startsWith('Failed to pull image'),
  );
  return /ErrImagePull|failed to|error/i.test(said) || !event ? said : event.message;
}
