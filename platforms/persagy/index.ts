import type { PlatformDefinition } from '../../lib/platforms/definition.ts';
import { probeInTurn } from '../../lib/platforms/probe-in-turn.ts';
import { names } from './names.ts';
import { type PersagySettings, persagySettings } from './settings.ts';

/** The Persagy operations platform: "运维管理平台v3.0接口文档". */
export const persagy = {
  settings: persagySettings,
  alsoAsked: ['username', 'password'],
  names,
  mirrors: 'from',
  addresses: ({ baseUrl }) => [baseUrl],
  operations: async () => (await import('./operation-table.ts')).operationTable,
  async probe(settings, signal) {
    // Loaded only where the platform is called: most commands read its settings only.
    const { createPersagyClient } = await import('./client.ts');
    // A probe ends no sessions, its own neither.
    const client = createPersagyClient({ ...settings, logout: false });
    try {
      const steps = await probeInTurn([
        ['login', () => client.logIn(signal)],
        ['groups', () => client.call('group/querySaasGroupList', {}, signal)],
      ]);
      return { steps, untried: 'whether the account may change anything is only tried when something is changed' };
    } finally {
      await client.close();
    }
  },
} as const satisfies PlatformDefinition<PersagySettings>;
