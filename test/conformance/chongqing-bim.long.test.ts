import { randomUUID } from 'node:crypto';
import type { SimulatorState } from '../support/simulator-control.ts';
import { conformance } from './suite.ts';

conformance({
  kind: 'chongqing-bim',
  request: () => ({ project: { name: 'Bridge', code: `B-${randomUUID()}`, areaCode: '500103', type: 10, stage: 1 } }),
  settings: { upload: { chunkSize: '64KiB' }, convert: { pollInterval: '100ms' } },
  simulator: { conversionMs: 300, mergeDelayMs: 200, needsSynchronous: true },
  secrets: ['demo-password', 'demo-bim-api-key', 'Bearer '],
  async delivered(control) {
    const { models, files } = await control.state<SimulatorState>();
    const md5Of = new Map(files.map(({ hash, md5 }) => [hash, md5 ?? '']));
    return models.map(({ name, hash }) => ({ name, md5: md5Of.get(hash) ?? '' }));
  },
  async doubled(control) {
    const { projects, groups } = await control.state<SimulatorState>();
    return [projects, groups].filter(({ length }) => length > 1).map((list) => JSON.stringify(list));
  },
  async remains(control) {
    const { projects, groups, tasks, files } = await control.state<SimulatorState>();
    return [
      ...projects.map(({ id }) => id),
      ...groups.map(({ id }) => id),
      ...tasks.map(({ taskId }) => taskId),
      ...files.map(({ id }) => id),
    ];
  },
  remove: (control, { md5 }) => control.call('DELETE', `state/files/${md5}`),
});
