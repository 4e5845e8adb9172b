import { afterAll, beforeAll, expect } from 'vitest';
import type { IngestProgress, VerifyReport } from '../../client/index.ts';
import { md5, smallIfc } from '../support/model-files.ts';
import { startSystem, type TestSystem } from '../support/system.ts';

/** A system with a worker for the tests of a file, which deliver to its platform and verify there. */
export function verifying() {
  let system: TestSystem;
  let next = 0;
  beforeAll(async () => {
    system = await startSystem();
    await system.hostedWorker();
  });
  afterAll(() => system[Symbol.asyncDispose]());
  return {
    system: () => system,

    /** Delivers three small models that no other test has. */
    async deliver(): Promise<{ result: IngestProgress; hashes: string[] }> {
      const contents = [1, 2, 3].map(() => smallIfc((next += 1)));
      const names = contents.map((content) => `${md5(content).slice(0, 6)}.ifc`);
      const sources = await Promise.all(contents.map((content, n) => system.addModel(names[n] ?? '', content)));
      const result = await system.finish(await system.start(system.request(sources)));
      expect(result.status).toBe('completed');
      return { result, hashes: contents.map(md5) };
    },

    /** Runs `modelrail verify`. */
    async verify(id: string): Promise<{ code: number | null; report: VerifyReport }> {
      const { code, stdout } = await system.modelrail('verify', id, '--json');
      return { code, report: JSON.parse(stdout) as VerifyReport }; // as: it is what is tested
    },

    /** What people are told, which has to end as `code` says. */
    async verifyInWords(id: string, code: number | null): Promise<string> {
      const told = await system.modelrail('verify', id);
      expect(told.code).toBe(code);
      return told.stdout;
    },
  };
}

/** What was found of each file. */
export const states = (report: VerifyReport) => report.files.map(({ state }) => state);
