import { randomUUID } from 'node:crypto';
import pc from 'picocolors';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderIngestion } from '../../cli/render/ingestion.ts';
import { renderIngestions } from '../../cli/render/ingestion-list.ts';
import { progressLines } from '../../cli/render/progress-view.ts';
import { waitingText } from '../../cli/render/standstill.ts';
import { textWidth } from '../../cli/render/text.ts';
import { topLines } from '../../cli/render/top-view.ts';
import { formatDuration } from '../../cli/render/units.ts';
import { renderVerification } from '../../cli/render/verification.ts';
import { adviceFor, pausedAdviceOf, waitingAdviceOf, workerAdvice } from '../../contracts/advice.ts';
import { ERROR_TYPES } from '../../contracts/errors.ts';
import type { FileStatus, IngestProgress } from '../../contracts/progress.ts';
import { type Speech, sayTold, speaking, translated } from '../../lib/words/say.ts';
import { speechOf } from '../../lib/words/speech.ts';
import { ADVICE } from '../../lib/words/zh/advice.ts';
import { platformKinds } from '../../platforms/kinds.ts';
import { startGatewayProcess } from '../support/gateway.ts';
import { md5 } from '../support/model-files.ts';
import { startSystem, type TestSystem } from '../support/system.ts';
import { englishIn } from './english-in.ts';
import { fileState, ingestState } from './progress-states.ts';

const HAN = /\p{Script=Han}/u;
const nowMs = Date.parse('2026-11-22T12:10:00.000Z');
const colors = pc.createColors(false);
const output = { width: 100, colors } as Parameters<typeof renderIngestion>[1]; // as: all that is looked at

/** Of this test alone: the server has what other tests do, too. */
const CONTENT = randomUUID();
const HASH = md5(Buffer.from(CONTENT));

let chinese: Speech;
beforeAll(async () => {
  chinese = await speechOf('zh');
});

function inChinese(run: () => string): string {
  return speaking(chinese, run);
}

const waiting = { for: 'platform', reason: '平台没有响应', since: '2026-11-22T12:07:00.000Z' } as const;
const error = { type: 'ConversionFailed', message: '模型已损坏' } as const;
const states = {
  running: ingestState([fileState('a.ifc', { status: 'uploading' }), fileState('b.ifc')], { waiting }),
  partial: ingestState(
    [fileState('a.ifc', { status: 'registered' }), fileState('b.ifc', { status: 'failed', error })],
    { status: 'partial', stage: 'done', closedAt: '2026-11-22T12:05:00.000Z', leftovers: ['模型组 7'] },
  ),
  paused: ingestState([], { status: 'paused', pausedSince: '2026-11-22T12:01:00.000Z' }),
} satisfies Record<string, IngestProgress>;

describe('in Chinese', () => {
  test.each(Object.entries(states))('an ingestion that is %s is shown without English', (_state, progress) => {
    const text = inChinese(() => renderIngestion(progress, output, { nowMs }));
    expect(englishIn(text)).toEqual([]);
  });

  test('values stand below each other, and so do the cells of tables', () => {
    const lines = inChinese(() => renderIngestion(states.partial, output, { nowMs })).split('\n');
    const values = lines.slice(0, 6).map((line) => textWidth(/^\S+ +/.exec(line)?.[0] ?? ''));
    expect(new Set(values).size).toBe(1);
    const [head = '', ...rows] = lines.slice(lines.findIndex((line) => line.startsWith('名称')));
    const column = textWidth(head.slice(0, head.indexOf('状态')));
    for (const row of rows.slice(0, 2)) {
      const at = row.search(/已登记|失败/u);
      expect(textWidth(row.slice(0, at))).toBe(column);
    }
  });

  test('an error is told by the name of its type, followed by advice', () => {
    const text = inChinese(() => renderIngestion(states.partial, output, { nowMs }));
    expect(text).toContain('转换失败（ConversionFailed）  b.ifc：模型已损坏\n  → 平台不能转换该模型');
    expect(text.split('\n').at(-1)).toBe('1 个已登记，1 个失败；重做出错的部分：modelrail retry i-1');
  });

  test('bars, lists and top have no English, and keep to the screen', () => {
    const { running: progress } = states;
    const { id, runId, platform, status, stage, percent, startedAt } = progress;
    const summary = { id, runId, platform, status, stage, percent, startedAt, waiting };
    const overview = {
      groups: [
        { state: 'waiting', count: 12, platform: 'cq', waiting, ingestions: [summary] },
        { state: 'paused', count: 1, ingestions: [] },
      ] as const,
      syncs: [],
      runsNotLookedAt: 0,
    };
    const details = new Map([[id, progress]]);
    const frame = { overview: { ...overview, groups: [...overview.groups] }, details, rates: new Map(), selected: id };
    for (const width of [60, 80, 120]) {
      const lines = speaking(chinese, () => [
        ...progressLines({ progress, width, height: 10, nowMs, bytesPerSecond: 100, colors }),
        ...topLines({
          ...frame,
          overview: {
            ...overview,
            groups: overview.groups.map((group) => ({ ...group, ingestions: [...group.ingestions] })),
          },
          width,
          height: 12,
          nowMs,
          colors,
        }),
        ...renderIngestions([summary], { ...output, width }, undefined, nowMs).split('\n'),
      ]);
      expect(englishIn(lines.join('\n'))).toEqual([]);
      expect(lines.filter((line) => textWidth(line) > width)).toEqual([]);
    }
  });

  test('a verification has no English', () => {
    const report = {
      id: 'i-1',
      runId: 'r',
      platform: 'cq',
      status: 'completed',
      verifiedAt: '',
      counts: { there: 1, missing: 1, different: 0, unverifiable: 0, notDelivered: 1 },
      files: [
        { index: 0, name: 'a.ifc', source: '', hash: '', state: 'there', checks: [] },
        { index: 1, name: 'b.ifc', source: '', hash: '', state: 'missing', reason: '平台没有', checks: [] },
      ],
      notDelivered: [{ index: 2, name: 'c.ifc', source: '', status: 'failed', error }],
    } as const;
    const text = inChinese(() =>
      renderVerification(
        {
          ...report,
          files: [...report.files].map((file) => ({ ...file, checks: [] })),
          notDelivered: [...report.notDelivered],
          notAsked: [],
        },
        output,
        false,
      ),
    );
    expect(englishIn(text)).toEqual([]);
    expect(text.split('\n').at(-1)).toBe('i-1: 2 个文件：1 个一致，1 个缺失（1 个文件未交付）');
  });

  test.each(['pending', 'uploading', 'uploaded', 'converting', 'converted', 'registered', 'failed'] as FileStatus[])(
    'the status %s has a word',
    (status) => {
      expect(inChinese(() => translated(status))).toMatch(HAN);
    },
  );

  test('times have Chinese units', () => {
    expect(inChinese(() => [4_000, 185_000, 7_800_000, 360_000_000].map(formatDuration).join(' '))).toBe(
      '4 秒 3 分 05 秒 2 小时 10 分 4 天 4 小时',
    );
    expect(inChinese(() => waitingText(waiting, nowMs))).toBe('正在等待平台，已 3 分 00 秒：平台没有响应');
  });
});

test('there is Chinese for what is to be done about each error and each wait', () => {
  const kinds = [undefined, ...Object.keys(platformKinds)];
  const ofErrors = kinds.flatMap((kind) => ERROR_TYPES.map((type) => adviceFor(type, kind)));
  const reasons = ['platform', 'worker', 'host', 'rate', 'ingestion'] as const;
  const ofWaits = reasons.map((reason) => waitingAdviceOf({ for: reason, reason: '', since: '' }, 'a'));
  const others = [
    ...ofWaits,
    waitingAdviceOf({ for: 'host', host: 'pc', reason: '', since: '' }, 'a'),
    pausedAdviceOf('a'),
    workerAdvice('q'),
    workerAdvice('q', 'run'),
  ];
  for (const text of [...ofErrors, ...others.map(({ text: one }) => one)]) expect(ADVICE[text]).toMatch(HAN);
  for (const advice of others) expect(speaking(chinese, () => sayTold(advice))).not.toMatch(/\{\w+\}/);
});

describe('with an ingestion', () => {
  let system: TestSystem;
  let id: string;
  let model: string;

  beforeAll(async () => {
    system = await startSystem();
    await system.hostedWorker();
    model = await system.addModel('house.ifc', CONTENT);
    id = await system.start(system.request([model]));
    await system.finish(id);
  });
  afterAll(() => system[Symbol.asyncDispose]());

  test.each([
    ['show', '{id}'],
    ['show', '{id}', '--manifest'],
    ['list', '--hash', HASH],
    ['retry', '{id}'],
    ['pause', '{id}'],
    ['sync', 'show', 'nowhere'],
    ['show', 'nowhere'],
    ['list', '--hash', 'x'],
    ['call', 'cq'],
  ])('%s %s %s --json is the same in each language', async (...words) => {
    const args = words.map((word) => word.replace('{id}', id));
    const [english, spoken] = await Promise.all([
      system.modelrail(...args, '--json', '--lang', 'en'),
      system.modelrail(...args, '--json', '--lang', 'zh'),
    ]);
    expect(spoken).toEqual(english);
    expect(spoken.stdout).not.toBe('');
  });

  test.for([
    [['show', '{id}'], 0, '已完成'],
    [['list', '--hash', HASH], 0, '已完成'],
    [['watch', '{id}'], 0, '1 个已登记'],
    [['verify', '{id}'], 0, '1 个文件：1 个一致'],
    [['verify', '{id}'], 0, '无法查询：项目、模型组和模型登记记录'],
    [['show', 'nowhere'], 2, '错误：Temporal 里没有交付 nowhere'],
    [['pause', '{id}'], 2, '结束（已完成），不能再暂停'],
    [['sync', 'show', 'x'], 2, '没有同步 x'],
    [['ingest', 'nowhere.ifc', '--platform', 'cq', '--project-id', 'P'], 2, '错误：nowhere.ifc 不存在'],
    [['ingest', 'models', '--platform', 'cq', '--project-name', 'a'], 2, '--project-code 没有填写（新建项目必填'],
    [['call', 'cq', 'nothing'], 2, '没有接口 nothing；`modelrail call PLATFORM` 列出全部'],
    [['ingest', 'models', '--platform', 'dq'], 2, '没有配置平台 dq；是不是 cq？'],
    [['call', 'dq'], 2, '没有配置平台 dq；是不是 cq？'],
    [['list', '--since', 'foo'], 2, '--since 须为时刻'],
    [['report', '--check', '{model}', '.'], 2, '不是 modelrail 的交付清单'],
    [['ingest', 'models', '--platform', 'cq', '--type', 'x'], 2, '--type 须为整数，不能是 "x"'],
    [['ingest', 'models', '--platform', 'cq'], 2, '--project-name 等选项 没有填写：已有项目写编号'],
    [['ingest', 'models', '--platform', 'cq', '--bwlimit', 'x'], 2, '--bwlimit 有误：限速不能是 x'],
    [['sync', 'create', 'a', '--source', 'models', '--platform', 'cq', '--every', '1x'], 2, '--every 须为时长'],
    [['sync', 'create', 'a', '--source', 'models', '--platform', 'cq'], 2, '--every 和 `cron` 须二选一'],
    [
      [
        'sync',
        'create',
        'a',
        '--source',
        'http://127.0.0.1:1/l',
        '--every',
        '1h',
        '--platform',
        'cq',
        '--project-id',
        'P',
      ],
      2,
      'http://127.0.0.1:1/l 在本机或内网：sources.allowHosts 里没有“127.0.0.1”',
    ],
    [['ingest', 's3://b/a.ifc', '--platform', 'cq', '--project-id', 'P'], 2, '所在的存储桶不在 sources.s3 中："b"'],
    [['doctor'], 0, '正在处理队列'],
    [['report', '{id}', '--output', '{folder}/report.html'], 0, '1 个文件，已写到 '],
  ] as const)('%j is told in Chinese', async ([words, code, told]) => {
    const result = await system.modelrail(
      ...words.map((word) => word.replace('{id}', id).replace('{model}', model).replace('{folder}', system.folder)),
      '--lang',
      'zh',
    );
    expect(result.stdout + result.stderr).toContain(told);
    expect(result.code).toBe(code);
  });

  test('HTTP is English where the language of the gateway is Chinese', async () => {
    await using gateway = await startGatewayProcess(system, {}, {}, { env: { ...process.env, LC_ALL: 'zh_CN.UTF-8' } });
    const { body } = await gateway.call('/v1/ingestions', { method: 'POST', body: { platform: 'cq', project: {} } });
    expect(JSON.stringify(body)).toContain('is missing');
    expect(JSON.stringify(body)).not.toMatch(HAN);
  });
});
