import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { projectRoot } from '../fences/cruise.ts';
import { hasProgram } from './programs.ts';

const folder = join(projectRoot, 'deploy', 'prometheus');
const read = (name: string) => readFile(join(folder, name), 'utf8');

interface Rules {
  groups: { rules: { alert: string; annotations: { runbook: string } }[] }[];
}

interface RuleTests {
  tests: { alert_rule_test: { alertname: string; exp_alerts?: unknown[] }[] }[];
}

// as: what is looked for is not there when the files have another shape.
const rules = (parse(await read('modelrail.rules.yaml')) as Rules).groups.flatMap((group) => group.rules);
const cases = (parse(await read('modelrail.rules.test.yaml')) as RuleTests).tests.flatMap((one) => one.alert_rule_test);

describe.skipIf(!(await hasProgram('promtool')))('the alert rules', () => {
  test('are valid', async () => {
    await promisify(execFile)('promtool', ['check', 'rules', 'modelrail.rules.yaml'], { cwd: folder });
  });

  test('fire when they should, and only then', async () => {
    await promisify(execFile)('promtool', ['test', 'rules', 'modelrail.rules.test.yaml'], { cwd: folder });
  });
});

test.for(rules)(
  '$alert has a case in which it fires, one in which it does not, and its part of the runbook',
  async (rule) => {
    const own = cases.filter(({ alertname }) => alertname === rule.alert);
    expect(own.some(({ exp_alerts }) => exp_alerts !== undefined)).toBe(true);
    expect(own.some(({ exp_alerts }) => exp_alerts === undefined)).toBe(true);
    const [page = '', anchor] = rule.annotations.runbook.split('#');
    expect(anchor).toBe(rule.alert.toLowerCase());
    expect(await readFile(join(projectRoot, page), 'utf8')).toContain(`\n## ${rule.alert}\n`);
  },
);
