import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { errorOf, shownError } from '../../contracts/errors.ts';
import { leftoverSentence } from '../../contracts/leftovers.ts';
import { type DeliveryReport, NO_WORKER_TO_ASK } from '../../contracts/report.ts';
import { englishOf, sentenceOf } from '../../contracts/sentences.ts';
import { formatCsv, parseCsv } from '../../lib/report/csv-lines.ts';
import { formatReport } from '../../lib/report/format.ts';
import { REPORT_FORMATS, type ReportFormat } from '../../lib/report/paper.ts';
import { parsePaper } from '../../lib/report/read-paper.ts';
import { LANGUAGES, type Language } from '../../lib/words/words.ts';
import { namesOfKind } from '../../platforms/kinds.ts';
import { sampleFile, sampleIngestion, sampleReport } from './sample-report.ts';

const sha256 = createHash('sha256').update('x').digest('hex');
const FAILED = {
  status: 'failed',
  isDelivered: false,
  ids: {},
  error: { type: 'ConversionFailed', message: 'bad' },
} as const;

/** Names that mean something to a page, a spreadsheet or a terminal. */
const NAMES = [
  '</script><script>alert(1)</script>.ifc',
  '<img src=x onerror=alert(1)>.ifc',
  '=HYPERLINK("http://evil",\'a\')',
  '+1.ifc',
  '-1.ifc',
  '@SUM(A1).ifc',
  "'quoted.ifc",
  "'=both.ifc",
  '＝全角.ifc',
  'a,b;"c".ifc',
  'two\nlines.ifc',
  ' spaces .ifc ',
  'in\u202Egpj.ifc',
  '&amp;.ifc',
  '模型 𠮷.ifc',
];

const names = sampleReport(sampleIngestion(NAMES.map((name, n) => sampleFile(n, { name, source: `/m/${name}` }))));
const several = sampleReport(
  sampleIngestion([sampleFile(1, { sha256 }), sampleFile(2, FAILED)]),
  sampleIngestion([sampleFile(3, { md5: undefined, size: undefined } as never)], { id: 'second', platform: 'disk' }),
);

function written(report: DeliveryReport, format: ReportFormat, language: Language = 'en'): string {
  return formatReport(report, format, { language, names: namesOfKind });
}

const cases = REPORT_FORMATS.flatMap((format) => LANGUAGES.map((language) => ({ format, language })));

test.each([
  ['html', 'zh', '未核验：没有工作进程；请启动一个再生成'],
  ['html', 'en', 'not checked: no worker listens: have one started, then make it again'],
] as const)('%s in %s says why the platform was not asked where no worker listens', (format, language, words) => {
  const unverified = errorOf('UnexpectedResponse', NO_WORKER_TO_ASK);
  const report = sampleReport(
    sampleIngestion([sampleFile(1)], { unverified: shownError(unverified), told: [NO_WORKER_TO_ASK] }),
  );
  const text = written(report, format, language);
  expect(text).toContain(words);
  expect(text.slice(0, text.indexOf(words) + words.length)).not.toContain('UnexpectedResponse');
});

test('what stays on the platform and the note are said in the language, as far as it was kept how', () => {
  const left = leftoverSentence({ kind: 'file', name: 'a.ifc' });
  const note = sentenceOf('Temporal does not keep run {runId} any more: its steps are not known', { runId: 'r' });
  const [english, chinese] = LANGUAGES.map((language) =>
    written(
      sampleReport(
        sampleIngestion([sampleFile(1)], {
          leftovers: [englishOf(left), 'kept before'],
          note: englishOf(note),
          told: [left, note],
        }),
      ),
      'html',
      language,
    ).replace(/<script[^]*/, ''),
  );
  for (const text of [englishOf(left), 'kept before', englishOf(note)]) expect(english).toContain(text);
  for (const text of ['文件 a.ifc（可能）', 'kept before', 'Temporal 已不再保留运行 r'])
    expect(chinese).toContain(text);
  expect(chinese).not.toContain('(perhaps)');
});

describe.each(cases)('a report as $format in $language', ({ format, language }) => {
  test('is read as it was written', () => {
    const paper = parsePaper(written(several, format, language), 'paper');
    expect(paper.format).toBe(format);
    expect(paper.files).toEqual(
      several.ingestions.flatMap(({ id, files }) =>
        files.map(({ name, source, size, md5, sha256: sha, isDelivered }) => ({
          ingestion: id,
          name,
          source,
          ...(size === undefined ? {} : { size }),
          ...(md5 === undefined ? {} : { md5 }),
          ...(sha === undefined ? {} : { sha256: sha }),
          isDelivered,
        })),
      ),
    );
  });

  test('keeps every name, whatever it means elsewhere', () => {
    expect(parsePaper(written(names, format, language), 'paper').files.map(({ name }) => name)).toEqual(NAMES);
  });

  test('that was cut off anywhere is none', () => {
    const text = written(several, format, language).trimEnd();
    for (let length = text.length - 1; length > 0; length -= Math.ceil(text.length / 97)) {
      expect(() => parsePaper(text.slice(0, length), 'paper.x')).toThrow(/paper\.x is (not whole|no report)/);
    }
  });
});

describe('a page', () => {
  const page = written(names, 'html', 'zh');

  test('has no markup of a name, and nothing that turns the direction of writing', () => {
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page).not.toContain('<img');
    expect(page).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
    expect(page).toContain('in\\u202egpj.ifc');
    expect(page).toContain('&amp;amp;.ifc');
  });

  test('loads nothing, and runs nothing', () => {
    expect(page).toContain("default-src 'none'");
    expect(page.replace(/<script type="application\/json"[^]*<\/script>/, '')).not.toMatch(
      /<[^>]* (src|href)=|url\(|@import/,
    );
  });

  test('says in its language what is on it', () => {
    const zh = written(several, 'html', 'zh');
    for (const words of ['模型交付清单', '两江新区人民医院', '转换任务 ID', '未交付', '移交单位', 'lang="zh-CN"']) {
      expect(zh).toContain(words);
    }
    const en = written(several, 'html', 'en');
    for (const words of ['Model delivery report', 'Conversion task id', 'not delivered', 'ConversionFailed: bad']) {
      expect(en).toContain(words);
    }
    expect(en.replaceAll(/两江新区人民医院|结构专业模型|号楼-结构/g, '')).not.toMatch(/\p{Script=Han}/u);
  });
});

describe('a table', () => {
  test('begins as Excel wants Chinese to, and has no formula', () => {
    const table = written(names, 'csv', 'zh');
    expect(table.startsWith('\ufeff序号,')).toBe(true);
    for (const row of parseCsvRaw(table)) for (const cell of row) expect(cell).not.toMatch(/^[=+\-@＝]/);
  });

  test.each([
    [
      [
        ['a', 'b'],
        ['1', ''],
      ],
    ],
    [
      [
        ['a"b', ' c\n'],
        ["'=1", '=1'],
      ],
    ],
    [[['', '', '']]],
  ])('%j is read as it was written', (rows) => {
    expect(parseCsv(formatCsv(rows)).rows).toEqual(rows.filter((row) => row.some((cell) => cell !== '')));
  });

  test('is read after a spreadsheet has saved it with semicolons', () => {
    const rows = parseCsv(written(several, 'csv', 'zh')).rows.map((row) =>
      row.map((cell) => cell.replaceAll(';', ',')),
    );
    const text = rows.map((row) => `${row.map((cell) => `"${cell}"`).join(';')}\r\n`).join('');
    expect(parsePaper(text, 'paper').files.map(({ name }) => name)).toEqual([
      '1号楼-结构.ifc',
      '2号楼-结构.ifc',
      '3号楼-结构.ifc',
    ]);
  });

  test('whose checksum a spreadsheet has made a number is told as such', () => {
    const md5 = several.ingestions[0]?.files[0]?.md5 ?? '';
    const text = written(several, 'csv').replace(md5, '1.08E+31');
    expect(() => parsePaper(text, 'paper.csv')).toThrow(/checksum of "1号楼-结构\.ifc" cannot be read.*spreadsheet/);
  });

  test('that lost a line is not whole', () => {
    const lines = written(several, 'csv').split('\r\n');
    lines.splice(2, 1);
    expect(() => parsePaper(lines.join('\r\n'), 'p')).toThrow('p is not whole: it has 2 of 3 files');
  });
});

describe('what is no report', () => {
  test.each([
    ['nothing', ''],
    ['words', 'hello'],
    ['another page', '<!doctype html><html><body>hi</body></html>'],
    ['another table', 'a,b\r\n1,2\r\n'],
    ['other JSON', '{"a": 1}'],
    ['a list', '[]'],
  ])('is told as such: %s', (_what, text) => {
    expect(() => parsePaper(text, 'x.html')).toThrow('x.html is no report of modelrail');
  });

  test('nor is one of a later version, or one that was changed', () => {
    const json = written(several, 'json');
    expect(() => parsePaper(json.replace('"report": 1', '"report": 2'), 'x')).toThrow('a later version of modelrail');
    expect(() => parsePaper(json.replace('"isDelivered": true', '"isDelivered": 1'), 'x')).toThrow(
      'x is not as it was made: ingestions.0.files.0.isDelivered',
    );
  });
});

/** Cells with what stands before them in the file. */
function parseCsvRaw(text: string): string[][] {
  return text
    .slice(1)
    .split('\r\n')
    .map((line) => line.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/).map((cell) => cell.replace(/^"/, '')));
}
