import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeSampleModel } from '../../cli/sample-model.ts';

test('the sample model is a whole IFC file: every entity once, every reference answered, every GUID of its own', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'modelrail-sample-'));
  try {
    const path = join(folder, 'sample.ifc');
    await writeSampleModel(path);
    const text = await readFile(path, 'latin1');
    expect(text.length / 1024 ** 2).toBeGreaterThan(5);
    expect(text.length / 1024 ** 2).toBeLessThan(8);
    expect(text).toMatch(/^ISO-10303-21;\nHEADER;/);
    expect(text).toMatch(/ENDSEC;\nEND-ISO-10303-21;\n$/);

    const entities = [...text.matchAll(/^#(\d+)=[A-Z0-9]+\(.*\);$/gm)];
    const ids = new Set(entities.map(([, id]) => id));
    expect(ids.size).toBe(entities.length);
    expect(entities.length).toBe(text.split('\n').filter((line) => line.startsWith('#')).length);
    const references = new Set([...text.matchAll(/#(\d+)(?!\d*=)/g)].map(([, id]) => id));
    expect([...references].filter((id) => !ids.has(id))).toEqual([]);

    const guids = [...text.matchAll(/\('([0-3][0-9A-Za-z_$]{21})'/g)].map(([, guid]) => guid);
    expect(guids.length).toBeGreaterThan(10_000);
    expect(new Set(guids).size).toBe(guids.length);
  } finally {
    await rm(folder, { recursive: true });
  }
});
