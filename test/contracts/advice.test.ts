import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { adviceFor, adviceOn } from '../../contracts/advice.ts';
import { englishOf, type Sentence, sentenceOf } from '../../contracts/sentences.ts';
import { ModelrailError } from '../../lib/errors.ts';
import { toResultsError } from '../../lib/results/results-error.ts';
import { openFolder } from '../../lib/results/results-folder.ts';
import { unknownBucket } from '../../lib/sources/address-guard.ts';
import { contentProblem } from '../../workflows/ingest/ingest-state.ts';

test('a kind that says nothing of an error gets what holds for any, and not what another kind says', () => {
  expect(adviceFor('Authentication', 'chongqing-bim')).toContain('tokenUrl');
  expect(adviceFor('Authentication', 'persagy')).toContain('the credentials of the platform');
});

test('a content that is not the one of the request is to be corrected there, since no writer is to be waited for', () => {
  const problem = contentProblem({ wantedHash: 'a'.repeat(32) }, 'b'.repeat(32));
  if (problem === undefined) throw new Error('another content was taken');
  expect(adviceOn(problem, problem)).toContain('correct its md5');
  const changed = sentenceOf('{path} changed before all of it was sent', { path: '/a.ifc' });
  expect(adviceOn({ type: 'SourceChanged', message: englishOf(changed) }, { told: [changed] })).toContain('retry');
});

test('a folder that results may not go to is another matter than a source', async () => {
  const root = mkdtempSync(join(tmpdir(), 'modelrail-'));
  const error: unknown = await openFolder('/etc', [root]).catch((reason: unknown) => reason);
  if (!(error instanceof ModelrailError)) throw error;
  const { told = [], ...info } = error.toKept();
  expect(adviceOn(info, { told })).toContain('results.roots');
});

test('a folder that may not be written to is not to be moved below the roots of sources', () => {
  const error = toResultsError('/out', Object.assign(new Error('no'), { code: 'EACCES', syscall: 'open' }));
  if (!(error instanceof ModelrailError)) throw error;
  const { told = [], ...info } = error.toKept();
  expect(adviceOn(info, { told })).toContain('give the right to the folder');
});

test.each([[[]], [['other']]])('a bucket that is not among %j is to be written into sources.s3', (known) => {
  const words: Sentence = unknownBucket('s3://models/a.ifc', 'models', known);
  const error = { type: 'SourceNotAllowed', message: englishOf(words) } as const;
  expect(adviceOn(error, { told: [words] })).toContain('sources.s3');
  expect(adviceOn(error, {})).toBe(adviceFor('SourceNotAllowed'));
});
