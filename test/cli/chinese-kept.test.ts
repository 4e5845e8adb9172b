import pc from 'picocolors';
import { expect, test } from 'vitest';
import { renderIngestion } from '../../cli/render/ingestion.ts';
import { waitReason } from '../../cli/render/standstill.ts';
import { createWarningLines } from '../../cli/render/warning-lines.ts';
import { type Leftover, leftItem, leftoverSentence, leftoverText } from '../../contracts/leftovers.ts';
import type { IngestProgress } from '../../contracts/progress.ts';
import { englishOf, phraseOf, sentenceOf } from '../../contracts/sentences.ts';
import { speaking } from '../../lib/words/say.ts';
import { speechOf } from '../../lib/words/speech.ts';
import { englishIn } from './english-in.ts';
import { fileState, ingestState } from './progress-states.ts';

const nowMs = Date.parse('2026-11-22T12:10:00.000Z');
const output = { width: 100, colors: pc.createColors(false) } as Parameters<typeof renderIngestion>[1]; // as: all that is looked at
const error = { type: 'ConversionFailed', message: '模型已损坏' } as const;
const partial = ingestState([], { status: 'partial', stage: 'done', closedAt: '2026-11-22T12:05:00.000Z' });

/** What runs keep, a part of it. */
const KEPT = {
  ofFile: [
    sentenceOf('this content was delivered before, by {id} into project {project}', { id: 'I-1', project: 'P' }),
    sentenceOf('it is still being written: wait until it is whole'),
    sentenceOf('it seems to be cut off: {how}', { how: phraseOf('{mark} is missing at its end', { mark: 'END;' }) }),
    sentenceOf('a 2D drawing has no thumbnail'),
  ],
  ofAll: [
    sentenceOf('no ingestion that is remembered here has delivered into project {project}: check its id', {
      project: 'P',
    }),
  ],
  skipped: [sentenceOf('it is empty'), sentenceOf('it is a link to what is hidden, {target}', { target: '/M' })],
  items: [
    phraseOf('conversion task'),
    phraseOf('conversion task of group'),
    phraseOf('model group'),
    phraseOf('project'),
    phraseOf('a resource of file'),
    phraseOf('folder'),
    phraseOf('folder {name}', { name: 'F' }),
    phraseOf('conversion of'),
    phraseOf('conversion of {name}, transaction', { name: 'a.ifc' }),
  ],
};

test('what an ingestion has kept is said without English, and as it is where it was kept in English alone', async () => {
  const chinese = await speechOf('zh');
  const inChinese = (run: () => string) => speaking(chinese, run);
  const left: Leftover[] = [
    { kind: 'record', name: 'a.ifc', id: '7', path: '/7' },
    { kind: 'chunks', name: 'a.ifc', chunks: 3, sent: 1 },
    { kind: 'chunks', name: 'a.ifc', chunks: 3 },
    { kind: 'file', name: 'a.ifc' },
    { kind: 'more', count: 2 },
    ...KEPT.items.flatMap((what) => [leftItem(what, '7', true), leftItem(what, '7', false)]),
  ];
  const [warning, ...notes] = KEPT.ofFile.map(englishOf);
  const kept = {
    ...partial,
    files: [
      fileState('a.ifc', { status: 'registered', warning: `${warning}; ${notes[0]}`, notes }),
      fileState('b.ifc', { status: 'failed', error }),
    ],
    warnings: KEPT.ofAll.map(englishOf),
    skipped: KEPT.skipped.map((reason) => ({ source: '/m/c.ifc', reason: englishOf(reason) })),
    leftovers: left.map(leftoverText),
  };
  const told = [...KEPT.ofFile, ...KEPT.ofAll, ...KEPT.skipped, ...left.map(leftoverSentence)];
  const show = (progress: IngestProgress) =>
    inChinese(() => renderIngestion(progress, output, { nowMs, isVerbose: true }));
  expect(englishIn(show({ ...kept, told }))).toEqual([]);
  for (const text of [...notes, ...kept.warnings, ...kept.leftovers]) expect(show(kept)).toContain(text);
  const lines = createWarningLines();
  const { closedAt: _closedAt, ...open } = kept;
  expect(englishIn(inChinese(() => lines({ ...open, told }).join('\n')))).toEqual([]);
});

test('why an ingestion waits is said in the language, and as it is where a run kept English alone', async () => {
  const chinese = await speechOf('zh');
  const waiting = {
    reason: 'POST /x: cannot reach http://cq: connection refused',
    told: [
      sentenceOf('{call}: cannot reach {origin}: {reason}', {
        call: 'POST /x',
        origin: 'http://cq',
        reason: phraseOf('connection refused'),
      }),
    ],
  };
  const { told: _told, ...old } = waiting;
  expect([waiting, old].map((one) => speaking(chinese, () => waitReason(one)))).toEqual([
    'POST /x：连不上 http://cq：连接被拒绝',
    waiting.reason,
  ]);
});
