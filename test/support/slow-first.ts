import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take minutes, the slowest first: one that begins last would run alone in the end. Those that compute most are apart. */
const SLOW = [
  'test/kinds/further-kind.long.test.ts',
  'test/conformance/longyan-disk.long.test.ts',
  'test/e2e/persagy/provision-full.long.test.ts',
  'test/examples/clients.long.test.ts',
  'test/e2e/slices-retry.long.test.ts',
  'test/conformance/chongqing-bim.long.test.ts',
  'test/e2e/remote-sources.long.test.ts',
  'test/conformance/iuap-files.long.test.ts',
  'test/deployment/dockerfile.long.test.ts',
  'test/e2e/lost-chunks.long.test.ts',
  'test/conformance/fractal3d.long.test.ts',
  'test/sync/two-thousand.long.test.ts',
  'test/e2e/fractal3d/orderings.long.test.ts',
  'test/e2e/slices.long.test.ts',
  'test/sync/apply.long.test.ts',
  'test/page/ingestion.long.test.ts',
  'test/e2e/iuap-files/doubts.long.test.ts',
  'test/e2e/waiting-reasons.long.test.ts',
];

/** Orders test files: those that take minutes first, the others as vitest does. */
export class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { root } = this.ctx.config;
    const gone = SLOW.filter((slow) => !existsSync(join(root, slow)));
    if (gone.length > 0)
      throw new Error(`test/support/slow-first.ts names files that are not there: ${gone.join(', ')}`);
    const place = ({ moduleId }: TestSpecification) => {
      const position = SLOW.findIndex((slow) => moduleId.endsWith(`/${slow}`));
      return position === -1 ? SLOW.length : position;
    };
    return (await super.sort(files)).toSorted((a, b) => place(a) - place(b));
  }
}
