import { checkRecords } from './check.ts';

const usage = `npm run --silent check-records -- DIR

Checks a checkout of the GitOps repository: every record, the manifests beside it, and platform.yaml
where there is one. Prints every problem with its file and line; exit code 1 when there is any.
`;

const [directory, ...more] = process.argv.slice(2);
if (directory === undefined || directory.startsWith('-') || more.length > 0) {
  process.stderr.write(usage);
  process.exitCode = directory === '--help' ? 0 : 1;
} else {
  const { records, problems } = await checkRecords(directory);
  process.stderr.write(problems.map((problem) => `${problem}\n`).join(''));
  process.stdout.write(`${records} record(s), ${problems.length} problem(s)\n`);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
