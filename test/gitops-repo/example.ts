import { boundsOf, parseEnvironmentConfig } from '../../apps/environment/config.ts';
import type { EnvironmentRecord } from '../../apps/environment/record.ts';
import { findProject, imageFor, parsePlatform } from '../../apps/platform/config.ts';
import type { Platform } from '../../apps/platform/config.ts';
import { formatProblem, type Parsed } from '../../apps/problems.ts';
import { readText } from '../support/source-tree.ts';

const sha = '3f2a9c0d1e4b5a69788796a5b4c3d2e1f0a9b8c7';

/** The platform of `gitops-repo/platform.yaml`. */
export function examplePlatform(): Platform {
  return valueOf(parsePlatform(readText('gitops-repo/platform.yaml')));
}

/** Pull request 7 of the example's first project, whose app is described by `docs/examples/k8s-ee.yaml`. */
export function exampleRecord(platform: Platform): EnvironmentRecord {
  const project = findProject(platform, 'shop')!;
  const text = readText('docs/examples/k8s-ee.yaml');
  const config = parseEnvironmentConfig(text, boundsOf(project, platform));
  return {
    number: '7',
    project: project.id,
    id: 'shop-pr-7',
    state: 'active',
    keep: 'open',
    source: {
      repository: project.repository,
      repositoryId: 123456789,
      sha,
      branch: 'feature/cart',
      base: 'main',
      author: 'alice',
      fork: false,
    },
    images: { app: imageFor(project, { sha, number: '7' }) },
    config: valueOf(config),
    data: { epoch: 1, storage: { postgresql: '1Gi' } },
    lifecycle: { createdAt: '2026-01-15T09:30:00.000Z', pushedAt: '2026-01-15T09:30:00.000Z' },
  };
}

function valueOf<T>(parsed: Parsed<T>): T {
  if (!parsed.ok) throw new Error(parsed.problems.map(formatProblem).join('\n'));
  return parsed.value;
}
