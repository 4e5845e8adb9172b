import { randomUUID } from 'node:crypto';
import type { PlatformControl } from './platform-control.ts';
import { conformance } from './suite.ts';

interface State {
  files: { id: string; name: string; md5: string; size: number }[];
  jobs: { id: string; kind: 'convert' | 'thumbnail'; name: string; fileId?: string; status: string }[];
  resources: { id: string; metadata: Record<string, unknown> }[];
}

conformance({
  kind: 'fractal3d',
  request: () => ({ thumbnail: '64x48', comment: `first ${randomUUID()}` }),
  settings: { convert: { pollInterval: '100ms' } },
  // Buckets in which hundreds of calls at once have room.
  simulator: {
    conversionMs: 300,
    keyBucket: { capacity: 20_000, perSecond: 2_000 },
    tokenBucket: { capacity: 20_000, perSecond: 2_000 },
  },
  uncut: { submitFractal3dConversions: 'each submission is a conversion' },
  unreached: { saveFractal3dResults: 'a folder belongs to a test: test/e2e/fractal3d has it' },
  secrets: ['demo-fractal-key', 'Bearer '],
  // No call finds a file, so what was sent twice is there twice, and is told (reading 4): each content counts once.
  async delivered(control) {
    const { files, jobs } = await control.state<State>();
    const converted = new Set(jobs.flatMap(({ kind, fileId }) => (kind === 'convert' ? [fileId] : [])));
    const lines = files.flatMap(({ id, name, md5 }) => (converted.has(id) ? [`${name}\n${md5}`] : []));
    return [...new Set(lines)].map((line) => {
      const [name = '', md5 = ''] = line.split('\n');
      return { name, md5 };
    });
  },
  async remains(control) {
    const { files, jobs } = await control.state<State>();
    return [
      ...files.map(({ id, name }) => [id, `file ${name} (perhaps)`]),
      ...jobs.filter(({ kind }) => kind === 'convert').map(({ id, name }) => [id, `conversion of ${name}`]),
    ];
  },
  async remove(control, { name }) {
    for (const id of await idsOf(control, name)) await control.call('DELETE', `files/${id}`);
  },
  async change(control, { name }) {
    for (const id of await idsOf(control, name)) await control.call('PATCH', `files/${id}`, { size: 1 });
  },
});

async function idsOf(control: PlatformControl, wanted: string): Promise<string[]> {
  const { files } = await control.state<State>();
  return files.flatMap(({ id, name }) => (name === wanted ? [id] : []));
}
