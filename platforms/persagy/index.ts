import { ModelrailError } from '../../lib/errors.ts';
import type { PlatformDefinition, ProbeStep } from '../../lib/platforms/definition.ts';
import { type PersagySettings, persagySettings } from './settings.ts';

/** The Persagy operations platform: "运维管理平台v3.0接口文档". */
export const persagy = {
  settings: persagySettings,
  mirrors: 'from',
  addresses: ({ baseUrl }) => [baseUrl],
  operations: async () => (await import('./operation-table.ts')).operationTable,
  async probe(settings, signal) {
    // Loaded only where the platform is called: most commands read its settings only.
    const { createPersagyClient } = await import('./client.ts');
    // A probe ends no sessions, its own neither.
    const client = createPersagyClient({ ...settings, logout: false });
    const steps: ProbeStep[] = [];
    try {
      for (const [step, ask] of [
        ['login', () => client.logIn(signal)],
        ['groups', () => client.call('group/querySaasGroupList', {}, signal)],
      ] as const) {
        const startedAt = performance.now();
        const took = () => ({ step, durationMs: Math.round(performance.now() - startedAt) });
        try {
          await ask();
          steps.push(took());
        } catch (error) {
          if (!(error instanceof ModelrailError)) throw error;
          return { steps: [...steps, { ...took(), error: error.toInfo() }], untried: '' };
        }
      }
      return { steps, untried: 'whether the account may change anything is only tried when something is changed' };
    } finally {
      await client.close();
    }
  },
} as const satisfies PlatformDefinition<PersagySettings>;
