import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startSystem, type TestSystem } from '../support/system.ts';
import { stopWhileHeld } from './stop-while-held.ts';

let system: TestSystem;

beforeAll(async () => {
  system = await startSystem();
});

afterEach(() => system.simulator.reset());

afterAll(() => system[Symbol.asyncDispose]());

describe('a worker that is stopped', () => {
  it.each(['createProject', 'createProjectGroup', 'createProjectFile'])(
    'lets %s end, which is called once then',
    async (endpoint) => {
      const { ended, result } = await stopWhileHeld(system, endpoint, false);

      expect(ended).toMatchObject({ code: 0, signal: null });
      expect(result).toMatchObject({ status: 'completed' });
      expect(await system.simulator.requests(endpoint)).toBe(1);
    },
  );
});
