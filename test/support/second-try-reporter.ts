import type { Reporter, TestCase } from 'vitest/node';

/** Lists at the end of a run the tests that failed and passed when they were tried again, where `--retry` lets them. */
export function secondTryReporter(): Reporter {
  const names: string[] = [];
  return {
    onTestCaseResult(test: TestCase) {
      if (test.diagnostic()?.flaky === true) names.push(`${test.module.relativeModuleId} > ${test.fullName}`);
    },
    onTestRunEnd() {
      if (names.length === 0) return;
      console.error(['', 'passed only at the second try:', ...names.map((name) => `  ${name}`), ''].join('\n'));
    },
  };
}
