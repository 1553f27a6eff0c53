import { Octokit } from '@octokit/core';
import { restEndpointMethods } from '@octokit/plugin-rest-endpoint-methods';
import ts from 'typescript';
import {
  ENDPOINTS,
  EVENTS,
  grants,
  requiredPermissions,
} from '../../../generator/github-app/endpoints.ts';
import { translate } from '../../../generator/intake/events.ts';
import { samplePlatform } from '../platform-fixture.ts';
import { listFiles, parseSource, readText, visitNodes } from '../../support/source-tree.ts';

/** Calls that Octokit's login of an App makes by itself. */
const BY_LOGIN = ['POST /app/installations/{installation_id}/access_tokens'];

/** Every call that stands in a source: `rest.pulls.get(…)` and routes written out. */
function callsIn(path: string, text: string): string[] {
  const { rest } = new (Octokit.plugin(restEndpointMethods))();
  const calls: string[] = [];
  visitNodes(parseSource(path, text), (node) => {
    if (ts.isCallExpression(node)) {
      const name = /(?:^|\.)rest\.(\w+)\.(\w+)$/.exec(node.expression.getText());
      if (name) {
        const group = rest[name[1] as keyof typeof rest] as unknown as Record<
          string,
          { endpoint: { DEFAULTS: { method: string; url: string } } }
        >;
        const { method, url } = group[name[2]!]!.endpoint.DEFAULTS;
        calls.push(`${method} ${url}`);
      }
    }
    if (ts.isStringLiteral(node) && /^(GET|POST|PATCH|PUT|DELETE) \//.test(node.text)) {
      calls.push(node.text);
    }
    if (ts.isTemplateExpression(node) && /^(GET|POST|PATCH|PUT|DELETE) \//.test(node.head.text)) {
      calls.push(node.head.text);
    }
  });
  // Only the path of a file is not known by its template.
  return calls.map((call) => call.replace(/\/contents\/$/, '/contents/{path}'));
}

const files = listFiles('generator/github').filter((file) => file.endsWith('.ts'));

describe('the endpoints of GitHub that are called', () => {
  it('are all listed with what they need, and no others', () => {
    const called = files.flatMap((file) => callsIn(file, readText(file)));
    const pages = new Set(called);
    expect([...pages].sort()).toEqual(ENDPOINTS.map(({ call }) => call).sort());
    expect(pages.size).toBeGreaterThan(25);
  });

  it('are seen in a source, however they are called', () => {
    const text = [
      'const a = await octokit.rest.repos.createDispatchEvent({});',
      'connections.on(place, ({ rest }) => rest.issues.addLabels({}));',
      "const route = 'GET /repos/{owner}/{repo}/labels';",
      'octokit.request(`GET /repos/{owner}/{repo}/contents/${path}`);',
    ].join('\n');
    expect(callsIn('generator/github/a.ts', text)).toEqual([
      'POST /repos/{owner}/{repo}/dispatches',
      'POST /repos/{owner}/{repo}/issues/{issue_number}/labels',
      'GET /repos/{owner}/{repo}/labels',
      'GET /repos/{owner}/{repo}/contents/{path}',
    ]);
  });

  it('are called nowhere else', () => {
    const others = listFiles('generator')
      .filter((file) => /\.tsx?$/.test(file))
      .filter((file) => !/^generator\/(github|demo|github-app)\//.test(file));
    for (const file of others)
      expect(readText(file)).not.toMatch(/'(GET|POST) \/(repos|app|user)\b/);
    expect(BY_LOGIN).toHaveLength(1);
  });
});

describe('the permissions of the App', () => {
  it('are these', () => {
    expect(requiredPermissions()).toEqual({
      actions: 'read',
      checks: 'write',
      contents: 'read',
      deployments: 'write',
      issues: 'write',
      metadata: 'read',
      packages: 'read',
      pull_requests: 'write',
    });
  });

  it.each([
    ['write', 'read', true],
    ['admin', 'write', true],
    ['read', 'write', false],
    [undefined, 'read', false],
  ] as const)('%s contains %s: %s', (granted, wanted, result) => {
    expect(grants(granted, wanted)).toBe(result);
  });

  it('let it hear of every event that the generator understands, and of no other', () => {
    const platform = samplePlatform();
    // What is of no interest is ignored for what it is; all else for what it says.
    const understood = (event: string) => {
      const intent = translate(event, {}, '{}', platform);
      return !(intent.kind === 'ignored' && intent.reason === 'event');
    };
    for (const event of Object.keys(EVENTS))
      expect([event, understood(event)]).toEqual([event, true]);
    for (const event of ['ping', 'issues', 'star', 'deployment', 'check_run']) {
      expect([event, understood(event)]).toEqual([event, false]);
    }
  });

  it('stand in docs/github-app.md', () => {
    const text = readText('docs/github-app.md');
    for (const [permission, access] of Object.entries(requiredPermissions())) {
      expect(text).toMatch(new RegExp(`^\\| \`${permission}\` +\\| ${access} `, 'm'));
    }
    for (const event of Object.keys(EVENTS)) expect(text).toContain(`\`${event}\``);
  });
});
