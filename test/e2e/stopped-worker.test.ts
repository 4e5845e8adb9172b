import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startSystem, type TestSystem } from '../support/system.ts';
import { countsOf, stopWhileHeld } from './stop-while-held.ts';

let system: TestSystem;

beforeAll(async () => {
  system = await startSystem();
});

afterEach(() => system.simulator.reset());

afterAll(() => system[Symbol.asyncDispose]());

describe('a worker that is stopped', () => {
  it('lets a submission end, of which there is one task then', async () => {
    const { ended, result } = await stopWhileHeld(system, 'convertModel', true);

    expect(ended).toMatchObject({ code: 0, signal: null });
    expect(result).toMatchObject({ status: 'completed' });
    expect((await system.simulator.state()).tasks).toHaveLength(1);
  });

  it('stops a look at a conversion at once', async () => {
    const { ended, result } = await stopWhileHeld(system, 'convertProcess', false);

    expect(ended).toMatchObject({ code: 0, signal: null });
    expect(result).toMatchObject({ status: 'completed' });
    expect((await countsOf(system, 'convertProcess'))?.answered).toMatchObject({ none: 1 });
  });
});
