import { describe, expect, it } from 'vitest';
import type { SyncRun } from '../../client/index.ts';
import { emptyReport } from '../../contracts/sync/report.ts';
import type { Row } from '../../lib/sync/rows.ts';
import { REFUSAL } from './plan.ts';
import { repeat, soundRound } from './sound-round.ts';
import { judgeSync, type SyncEvidence, type SyncedFile } from './sync-oracle.ts';

const [OLD, NEW, GONE] = ['a', 'b', 'c'].map((letter) => letter.repeat(32)) as [string, string, string]; // as: of three
const SIZE = 100;

function run(id: string, more: Partial<SyncRun> = {}): SyncRun {
  return { ...emptyReport(), id, runId: id, startedAt: '2026-01-01T00:00:00Z', status: 'completed', found: 1, ...more };
}

/** A sync of a file that changed once, and of one that is gone. */
function soundSync() {
  const { state, hasRefusals } = soundRound();
  for (const [name, hash] of [
    ['tower.rvt', OLD],
    ['tower.rvt', NEW],
    ['old.rvt', GONE],
  ] as const) {
    repeat(state.models, { name, hash });
  }
  for (const [id, hash] of [
    ['file-old', OLD],
    ['file-new', NEW],
    ['file-gone', GONE],
  ] as const) {
    repeat(state.files, { id, hash });
  }
  // Those of the round that it is made from.
  state.models.splice(0, 2);
  state.files.splice(0, 2);
  const versions = [OLD, NEW].map((md5) => ({ md5, size: SIZE }));
  const tower: SyncedFile = {
    path: 'in/tower.rvt',
    present: { md5: NEW, size: SIZE },
    versions,
    isRenamed: false,
    isMissed: false,
  };
  const old: SyncedFile = { path: 'old.rvt', versions: [{ md5: GONE, size: SIZE }], isRenamed: false, isMissed: true };
  const rows: Row[] = [
    { path: 'in/tower.rvt', size: SIZE, version: '1', md5: NEW, id: 'file-new', superseded: ['file-old'] },
    { path: 'old.rvt', size: SIZE, version: '1', md5: GONE, id: 'file-gone', gone: true },
  ];
  return {
    state,
    hasRefusals,
    name: 's',
    files: [tower, old],
    runs: [run('r0', { new: 2 }), run('r1', { changed: 1, removed: ['old.rvt'] }), run('r2')],
    last: run('r1', { changed: 1 }),
    idle: run('r2', { unchanged: 1 }),
    idleCalls: 0,
    remembered: { files: 2, gone: 1, setAside: 0 },
    rows,
    open: ['sync-s/memory', 'sync-s/memory/1'],
    expectedOpen: ['sync-s/memory/1', 'sync-s/memory'],
  } satisfies SyncEvidence & { state: unknown; hasRefusals: boolean };
}

type SoundSync = ReturnType<typeof soundSync>;

function judgeChanged(change: (sync: SoundSync) => unknown): string {
  const sync = soundSync();
  change(sync);
  return judgeSync(sync, sync).join('\n');
}

describe('the oracle of syncs is content with', () => {
  it('each content delivered once and remembered', () => {
    expect(judgeChanged(() => {})).toBe('');
  });

  it('a run that failed by a refusal of a good request', () => {
    const error = { type: 'NotFound', message: `tower.rvt: POST /group: ${REFUSAL}` } as const;
    const refused = (sync: SoundSync) => sync.runs.push(run('r3', { status: 'failed', error }));
    expect(judgeChanged((sync) => [refused(sync), (sync.hasRefusals = true)])).toBe('');
    expect(judgeChanged(refused)).toContain('r3 failed');
  });

  it('a file that was renamed to another Unicode form after it was delivered', () => {
    expect(
      judgeChanged(({ files, rows, state }) => {
        for (const model of state.models) model.name = model.name.replace('tower', 'é'.normalize('NFC'));
        Object.assign(files[0] ?? {}, { path: `in/${'é'.normalize('NFD')}.rvt`, isRenamed: true });
        Object.assign(rows[0] ?? {}, { path: `in/${'é'.normalize('NFD')}.rvt` });
      }),
    ).toBe('');
  });

  it('a file that was gone before any run saw it', () => {
    expect(
      judgeChanged((sync) => {
        sync.state.models.pop();
        sync.rows.pop();
        sync.runs.splice(0, 2, run('r0', { new: 1 }), run('r1', { changed: 1 }));
        sync.remembered = { files: 1, gone: 0, setAside: 0 };
      }),
    ).toBe('');
  });
});

describe('the oracle of syncs complains of', () => {
  it.each<[string, (sync: SoundSync) => unknown]>([
    ['the last run is partial', ({ last }) => (last.status = 'partial')],
    ['the last run is completed: {"failed":[],"told":[],"waiting":["a"]', ({ last }) => last.waiting.push('a')],
    ['the last run found 2 of 1 files', ({ last }) => (last.found = 2)],
    ['a further run had something to do', ({ idle }) => idle.ingestions.push('s-g2-b1')],
    ['a further run had something to do', ({ idle }) => (idle.touched = 1)],
    ['a further run called the platform 3 times', (sync) => (sync.idleCalls = 3)],
    [
      'r0 failed: {"type":"AlreadyExists"',
      ({ runs }) => Object.assign(runs[0] ?? {}, { status: 'failed', error: { type: 'AlreadyExists', message: 'no' } }),
    ],
    ['in/tower.rvt was taken for removed', ({ runs }) => runs[1]?.removed.push('in/tower.rvt')],
    ['told of 5 files that were delivered, and the platform has 3', ({ runs }) => repeat(runs)],
    ['in/tower.rvt has 2 records of a', ({ state }) => repeat(state.models)],
    ['has a record of f', ({ state }) => repeat(state.models, { hash: 'f'.repeat(32) })],
    ['has no record of b', ({ state }) => state.models.splice(1, 1)],
    ['in/tower.rvt is not remembered', ({ rows }) => rows.shift()],
    ['in/tower.rvt is remembered as', ({ rows }) => Object.assign(rows[0] ?? {}, { md5: OLD })],
    ['in/tower.rvt is remembered as', ({ rows }) => Object.assign(rows[0] ?? {}, { id: 'file-old' })],
    ['in/tower.rvt is remembered as', ({ rows }) => Object.assign(rows[0] ?? {}, { failures: 1 })],
    ['has the ids file-old of earlier contents, and  are', ({ rows }) => delete rows[0]?.superseded],
    ['old.rvt is gone and is not remembered so', ({ rows }) => delete rows[1]?.gone],
    ['old.rvt is gone, has 1 records and 0 rows', ({ rows }) => rows.pop()],
    ['remembers stranger.rvt', ({ rows }) => repeat(rows, { path: 'stranger.rvt' })],
    ['tells that it remembers {"files":9', ({ remembered }) => (remembered.files = 9)],
    ['has the open workflows', ({ open }) => open.push('sync-s-2026')],
  ])('%s', (complaint, change) => {
    expect(judgeChanged(change)).toContain(complaint);
  });
});
