/**
 * Writes github.json, the schemas of the GitHub operations in use, out of npm's @octokit/openapi.
 * That package is 404 MB unpacked, so it is no dependency. To refresh the file:
 *
 *   npm install --prefix "$(mktemp -d)" @octokit/openapi    (note the directory)
 *   node test/support/openapi/extract.mjs DIRECTORY/node_modules/@octokit/openapi
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const operations = [
  'GET /user',
  'GET /app',
  'GET /repos/{owner}/{repo}',
  'GET /repos/{owner}/{repo}/installation',
  'POST /app/installations/{installation_id}/access_tokens',
  'GET /repos/{owner}/{repo}/pulls',
  'GET /repos/{owner}/{repo}/pulls/{pull_number}',
  'GET /repos/{owner}/{repo}/contents/{path}',
  'GET /repos/{owner}/{repo}/git/commits/{commit_sha}',
  'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
  'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
  'GET /repos/{owner}/{repo}/issues/comments/{comment_id}',
  'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}',
  'GET /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions',
  'POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions',
  'GET /repos/{owner}/{repo}/collaborators/{username}/permission',
  'GET /repos/{owner}/{repo}/deployments',
  'POST /repos/{owner}/{repo}/deployments',
  'GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses',
  'POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses',
  'GET /repos/{owner}/{repo}/commits/{ref}/check-runs',
  'POST /repos/{owner}/{repo}/check-runs',
  'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}',
  'GET /repos/{owner}/{repo}/commits/{ref}/statuses',
  'POST /repos/{owner}/{repo}/statuses/{sha}',
];

/** Keys that check nothing. `discriminator` only helps to choose among `oneOf`. */
const prose = [
  'description',
  'title',
  'example',
  'examples',
  'deprecated',
  'default',
  'discriminator',
  'externalDocs',
];

const directory = process.argv[2];
if (!directory) throw new Error('Expected the directory of @octokit/openapi as the only argument');
const { version } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
const api = JSON.parse(readFileSync(join(directory, 'generated/api.github.com.json'), 'utf8'));

const schemas = {};
const responses = {};
for (const operation of operations) {
  const [method, path] = operation.split(' ');
  responses[operation] = {};
  for (const [status, given] of Object.entries(api.paths[path][method.toLowerCase()].responses)) {
    const response = given.$ref ? api.components.responses[given.$ref.split('/').at(-1)] : given;
    const schema = response.content?.['application/json']?.schema;
    if (schema) responses[operation][status] = convert(schema);
  }
}

const from = `@octokit/openapi ${version}, generated/api.github.com.json`;
const file = join(dirname(fileURLToPath(import.meta.url)), 'github.json');
const sorted = Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify({ from, responses, schemas: sorted })}\n`);

/** OpenAPI 3.0 → JSON Schema: `nullable` becomes a type, references point into `schemas`. */
function convert(schema) {
  if (Array.isArray(schema)) return schema.map(convert);
  if (schema === null || typeof schema !== 'object') return schema;
  if (typeof schema.$ref === 'string') return { $ref: `#/schemas/${take(schema.$ref)}` };
  const { nullable, ...rest } = Object.fromEntries(
    Object.entries(schema)
      .filter(([key]) => !prose.includes(key) && !key.startsWith('x-'))
      .map(([key, value]) => [key, key === 'properties' ? convertAll(value) : convert(value)]),
  );
  return nullable ? { anyOf: [rest, { type: 'null' }] } : rest;
}

/** Names of properties are kept whatever they are called. */
function convertAll(properties) {
  return Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, convert(schema)]),
  );
}

/** Takes over the schema that a reference names, once, and gives its name. */
function take(reference) {
  const name = reference.split('/').at(-1);
  if (!(name in schemas)) {
    schemas[name] = true;
    schemas[name] = convert(api.components.schemas[name]);
  }
  return name;
}
