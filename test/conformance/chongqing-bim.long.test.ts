import { randomUUID } from 'node:crypto';
import type { SimulatorState } from '../support/simulator-control.ts';
import { conformance } from './suite.ts';

conformance({
  kind: 'chongqing-bim',
  request: () => ({ project: { name: 'Bridge', code: `B-${randomUUID()}`, areaCode: '500103', type: 10, stage: 1 } }),
  settings: { upload: { chunkSize: '64KiB' }, convert: { pollInterval: '100ms' } },
  // Longer than dozens of runs at a time take to come from a merge to the question whether it is done.
  simulator: { conversionMs: 300, mergeDelayMs: 5_000, needsSynchronous: true },
  uncut: {
    mergeFiles: 'a merge that is asked for goes on',
    synchronizeFiles: 'one short question for each file',
    submitConversion: 'each submission is a task',
  },
  last: { createModelFiles: 'half a registration is of no use' },
  secrets: ['demo-password', 'demo-bim-api-key', 'Bearer '],
  async delivered(control) {
    const { models, files } = await control.state<SimulatorState>();
    const md5Of = new Map(files.map(({ hash, md5 }) => [hash, md5 ?? '']));
    return models.map(({ name, hash }) => ({ name, md5: md5Of.get(hash) ?? '' }));
  },
  async doubled(control) {
    const { projects, groups, models } = await control.state<SimulatorState>();
    const inUse = new Set(models.map(({ modelGroupId }) => modelGroupId));
    return [...projects.slice(1), ...groups.filter(({ id }) => !inUse.has(id))].map(({ id }) => id);
  },
  async remains(control) {
    const { projects, groups, tasks, files } = await control.state<SimulatorState>();
    return [
      // A file that became whole after the end is told of by its chunks.
      ...files.map(({ name }) => [`file ${name}: `]),
      ...[...projects, ...groups].map(({ id }) => [id]),
      // A task whose submission was not answered is told of by its group.
      ...tasks.map(({ taskId, modelGroupId }) => [taskId, modelGroupId]),
    ];
  },
  change: (control, { md5 }) => control.call('PATCH', `state/files/${md5}`, { size: 1 }),
  remove: (control, { md5 }) => control.call('DELETE', `state/files/${md5}`),
});
